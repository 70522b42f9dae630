namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Finds what ships with the project: models, packs, samples.</summary>
internal static class Shipped
{
    /// <summary>
    /// Looks for a path from the current folder upwards, then from the program's folder upwards (a clone, or a published folder).
    /// </summary>
    /// <param name="path">Path relative to the project's root, with <c>/</c>.</param>
    /// <returns>The path, relative to the current folder where that is shorter; null when it is nowhere.</returns>
    public static string? Find(string path)
    {
        string current = Directory.GetCurrentDirectory();
        foreach (string start in new[] { current, AppContext.BaseDirectory })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                string candidate = Path.Combine(folder, path);
                if (Path.Exists(candidate))
                {
                    string relative = Path.GetRelativePath(current, candidate);
                    return relative.Length < candidate.Length ? relative : candidate;
                }
            }
        }

        return null;
    }
}

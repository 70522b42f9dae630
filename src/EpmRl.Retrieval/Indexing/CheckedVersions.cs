namespace EpmRl.Retrieval.Indexing;

/// <summary>The versions of an index during one reindex: each is read whole at most once, and what is found damaged is noted.</summary>
internal sealed class CheckedVersions(IndexFolder index)
{
    private readonly Dictionary<string, bool> whole = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];

    /// <summary>What was found damaged or left by others, and what was done about it.</summary>
    public IReadOnlyList<string> Notes => notes;

    public void Note(string what) => notes.Add(what);

    /// <summary>Notes what is damaged, and what comes of it instead of what its message advises.</summary>
    public void NoteDamage(IndexFormatException damaged, string outcome) => notes.Add($"{WithoutAdvice(damaged.Message)} {outcome}");

    /// <summary>Whether every byte of a version is what its manifest says.</summary>
    public bool IsWhole(string version, CancellationToken cancellationToken)
    {
        if (!whole.TryGetValue(version, out bool answer))
        {
            IReadOnlyList<string> problems = index.Verify(version, cancellationToken);
            answer = problems.Count == 0;
            whole.Add(version, answer);
            notes.AddRange(problems.Select(problem => WithoutAdvice(problem) + " Nothing was taken from it."));
        }

        return answer;
    }

    /// <summary>
    /// A whole version of some content with the files that options ask for, the current one if it is such a one; null when there is none.
    /// </summary>
    public IndexManifest? Find(string content, IndexBuildOptions options, CancellationToken cancellationToken) => index.ReadableVersions()
        .Select(version => version.Manifest!)
        .FirstOrDefault(manifest => PlannedVersion.ContentOf(manifest) == content
            && manifest.Files.ContainsKey(IndexFiles.Codes) == options.HasCodes(manifest.Vectors)
            && IsWhole(manifest.Version, cancellationToken));

    private static string WithoutAdvice(string message) =>
        message.LastIndexOf(" Run: ", StringComparison.Ordinal) is >= 0 and int end ? message[..end] : message;
}

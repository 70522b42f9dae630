namespace EpmRl.Retrieval.Indexing;

/// <summary>The versions of an index during one reindex: each is read in full at most once, and damage is noted.</summary>
internal sealed class CheckedVersions(IndexFolder index)
{
    private readonly Dictionary<string, bool> intact = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];

    /// <summary>Damage and leftovers that were found, and what was done about them.</summary>
    public IReadOnlyList<string> Notes => notes;

    public void Note(string what) => notes.Add(what);

    /// <summary>Notes a damage and its consequence, which replaces the advice in its message.</summary>
    public void NoteDamage(IndexFormatException damaged, string outcome) => notes.Add($"{WithoutAdvice(damaged.Message)} {outcome}");

    /// <summary>Whether every byte of a version matches its manifest.</summary>
    public bool IsWhole(string version, CancellationToken cancellationToken)
    {
        if (!intact.TryGetValue(version, out bool answer))
        {
            IReadOnlyList<string> problems = index.Verify(version, cancellationToken);
            answer = problems.Count == 0;
            intact.Add(version, answer);
            notes.AddRange(problems.Select(problem => WithoutAdvice(problem) + " Nothing was taken from it."));
        }

        return answer;
    }

    /// <summary>
    /// An intact version of some content with the files that the options require, preferably the current one; null when there is none.
    /// </summary>
    public IndexManifest? Find(string content, IndexBuildOptions options, CancellationToken cancellationToken) => index.ReadableVersions()
        .Select(version => version.Manifest!)
        .FirstOrDefault(manifest => PlannedVersion.ContentOf(manifest) == content
            && manifest.Files.ContainsKey(IndexFiles.Codes) == options.HasCodes(manifest.Vectors)
            && IsWhole(manifest.Version, cancellationToken));

    private static string WithoutAdvice(string message) =>
        message.LastIndexOf(" Run: ", StringComparison.Ordinal) is >= 0 and int end ? message[..end] : message;
}

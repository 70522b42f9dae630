namespace EpmRl.Retrieval.Indexing;

/// <summary>What a build did.</summary>
/// <param name="Manifest">The version that readers see now.</param>
/// <param name="IsNew">False when a version with the same content was there already, and nothing was written.</param>
/// <param name="Prompts">Different prompts of the index; 0 when nothing was written.</param>
/// <param name="Encoded">Prompts that this run encoded.</param>
/// <param name="Pruned">Old versions that were removed.</param>
public sealed record IndexBuildResult(IndexManifest Manifest, bool IsNew, long Prompts, long Encoded, IReadOnlyList<string> Pruned)
{
    /// <summary>The version that readers saw before; null when there was none, or it is still the one.</summary>
    public string? Replaced { get; init; }

    /// <summary>How often the taxonomy was taken up: 1, and 1 more for each time that it had moved on meanwhile.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>
    /// The version of the taxonomy that was published while this one was indexed, after the last round; null when there is none.
    /// </summary>
    public string? Behind { get; init; }

    /// <summary>What was found damaged or left by others, and what was done about it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

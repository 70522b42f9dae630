namespace EpmRl.Retrieval.Indexing;

/// <summary>The result of a build.</summary>
/// <param name="Manifest">The version that readers see now.</param>
/// <param name="IsNew">False when a version with the same content existed already, and nothing was written.</param>
/// <param name="Prompts">Distinct prompts of the index; 0 when nothing was written.</param>
/// <param name="Encoded">Prompts that this run encoded.</param>
/// <param name="Pruned">Old versions that were removed.</param>
public sealed record IndexBuildResult(IndexManifest Manifest, bool IsNew, long Prompts, long Encoded, IReadOnlyList<string> Pruned)
{
    /// <summary>The version that readers saw before; null when there was none, or it is still the current one.</summary>
    public string? Replaced { get; init; }

    /// <summary>Number of times the taxonomy was read: 1, plus 1 for each change in the meantime.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>The version of the taxonomy that was published during indexing, after the last round; null when there is none.</summary>
    public string? Behind { get; init; }

    /// <summary>Damage and leftovers that were found, and what was done about them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

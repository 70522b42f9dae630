namespace EpmRl.Retrieval.Indexing;

/// <summary>What a build did.</summary>
/// <param name="Manifest">The version that readers see now.</param>
/// <param name="IsNew">False when a version with the same content was there already, and nothing was written.</param>
/// <param name="Prompts">Different prompts of the index; 0 when nothing was written.</param>
/// <param name="Encoded">Prompts that this run encoded.</param>
/// <param name="Pruned">Old versions that were removed.</param>
public sealed record IndexBuildResult(IndexManifest Manifest, bool IsNew, long Prompts, long Encoded, IReadOnlyList<string> Pruned);

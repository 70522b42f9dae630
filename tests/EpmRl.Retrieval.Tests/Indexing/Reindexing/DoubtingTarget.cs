using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Tests.Indexing.Reindexing;

/// <summary>
/// A target in addition to the index's folder that copies what it is loaded with, and reports problems as long as configured.
/// </summary>
internal sealed class DoubtingTarget(IIndexTarget inner) : IIndexTarget
{
    public string? Doubt { get; set; } = "7 of 8 searches differ from the exact answer.";

    /// <summary>The folder whose versions are copied; null when the target is that folder.</summary>
    public string? Loads { get; init; }

    public int Loaded { get; private set; }

    public string Name => inner.Name;

    public ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default) => inner.CurrentAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default) =>
        inner.VersionsAsync(cancellationToken);

    public ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Loaded++;
        if (Loads is not null)
        {
            string from = Path.Combine(Loads, version.Manifest.Version), to = Path.Combine(inner.Name, version.Manifest.Version);
            Directory.CreateDirectory(to);
            foreach (string file in Directory.EnumerateFiles(from))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default) =>
        Doubt is null ? await inner.VerifyAsync(version, cancellationToken) : [Doubt];

    public ValueTask SwapAsync(string version, CancellationToken cancellationToken = default) =>
        inner.SwapAsync(version, cancellationToken);

    public ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default) =>
        inner.RemoveAsync(version, cancellationToken);
}

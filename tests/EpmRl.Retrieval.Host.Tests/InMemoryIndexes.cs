using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Host.Tests;

/// <summary>
/// An index backend as somebody outside the solution writes it: versions come from a reindex, readers lease the current one.
/// </summary>
internal sealed class InMemoryIndexes : IIndexTarget, IIndexProvider
{
    private readonly Dictionary<string, InMemoryIndex> versions = [];
    private InMemoryIndex? current;

    public string Name => "memory";

    public ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default) =>
        new(new IndexLease(current ?? throw new IndexFormatException("Nothing was published.")));

    public ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default) => new(current?.Manifest.Version);

    public ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default) => new([.. versions.Keys]);

    public ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        versions[version.Manifest.Version] = new InMemoryIndex(version);
        return default;
    }

    public ValueTask<IReadOnlyList<string>> VerifyAsync(EmbeddedVectorIndex version, CancellationToken cancellationToken = default) =>
        new(versions.ContainsKey(version.Manifest.Version) ? [] : [$"{version.Manifest.Version} is not loaded."]);

    public ValueTask SwapAsync(string version, CancellationToken cancellationToken = default)
    {
        current = versions[version];
        return default;
    }

    public ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default)
    {
        versions.Remove(version);
        return default;
    }
}

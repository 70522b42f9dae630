namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>
/// Qdrant as the target that readers use: a collection per version, and one alias that names the version readers see. Safe for one writer.
/// </summary>
public sealed partial class QdrantTarget : IIndexTarget, IDisposable
{
    private readonly QdrantOptions options;
    private readonly QdrantServer server;
    private readonly TimeProvider time;
    private string? serverVersion;

    /// <summary>Makes a target; nothing is sent yet.</summary>
    /// <param name="options">Where Qdrant is, and how it is used.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public QdrantTarget(QdrantOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.time = time ?? TimeProvider.System;
        server = new QdrantServer(options, time);
    }

    /// <inheritdoc/>
    public string Name => $"Qdrant at {server.Name}, alias '{options.Alias}'";

    /// <summary>The server's version.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or has an unsupported version.</exception>
    public async ValueTask<string> ServerVersionAsync(CancellationToken cancellationToken = default) =>
        serverVersion ??= await server.CheckVersionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="IndexFormatException">The alias names something other than a version of this index.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async ValueTask<string?> CurrentAsync(CancellationToken cancellationToken = default)
    {
        _ = await ServerVersionAsync(cancellationToken).ConfigureAwait(false);
        string? collection = await server.Collections.FindAliasAsync(options.Alias, cancellationToken).ConfigureAwait(false);
        return collection is null
            ? null
            : CollectionNames.VersionIn(collection, options.Alias) ?? throw new IndexFormatException(
                $"Alias '{options.Alias}' of Qdrant at {server.Name} names collection '{collection}', which is not a version of it. "
                    + "Choose another alias.");
    }

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async ValueTask<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken = default)
    {
        _ = await ServerVersionAsync(cancellationToken).ConfigureAwait(false);
        var versions = new List<string>();
        foreach (string collection in await server.Collections.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            // The name may also be that of another alias's version: 'shop' and 'shop-eu'. The collection's metadata decides.
            if (CollectionNames.VersionIn(collection, options.Alias) is { } version
                && await MetadataOrNullAsync(collection, cancellationToken).ConfigureAwait(false) is { } metadata
                && metadata.Index == options.Alias && metadata.Version == version)
            {
                versions.Add(version);
            }
        }

        versions.Sort(StringComparer.Ordinal);
        return versions;
    }

    /// <inheritdoc/>
    /// <remarks>A rollback is the same step with an older version.</remarks>
    /// <exception cref="IndexFormatException">The version was not loaded completely.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async ValueTask SwapAsync(string version, CancellationToken cancellationToken = default)
    {
        _ = await ServerVersionAsync(cancellationToken).ConfigureAwait(false);
        string collection = CollectionNames.Of(options.Alias, version);
        CollectionMetadata? metadata = await MetadataOrNullAsync(collection, cancellationToken).ConfigureAwait(false);
        if (metadata is not { State: CollectionMetadata.Loaded, Vectors: { } vectors } || metadata.Index != options.Alias)
        {
            throw new IndexFormatException(
                $"Version '{version}' was not loaded completely into {Name}. Load it first.");
        }

        await Readiness.WaitAsync(server, collection, vectors, options, time, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await server.Collections.SetAliasAsync(options.Alias, collection, CancellationToken.None).ConfigureAwait(false);
        string? named = await server.Collections.FindAliasAsync(options.Alias, CancellationToken.None).ConfigureAwait(false);
        if (named != collection)
        {
            throw new IndexUnavailableException(
                $"{Name} names '{named ?? "nothing"}' right after it was set to '{collection}'. "
                    + "Another program moves this alias; let one of the two do it.",
                isTransient: false);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public async ValueTask RemoveAsync(string version, CancellationToken cancellationToken = default)
    {
        string collection = CollectionNames.Of(options.Alias, version);
        if (await CurrentAsync(cancellationToken).ConfigureAwait(false) == version)
        {
            // Dropping it would silently drop the alias too.
            throw new InvalidOperationException($"Readers of {Name} see version '{version}'. Publish another one before it is removed.");
        }

        CollectionMetadata? metadata = await MetadataOrNullAsync(collection, cancellationToken).ConfigureAwait(false);
        if (metadata is not null && metadata.Index == options.Alias)
        {
            await server.Collections.DropAsync(collection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    // The collection's metadata; null if there is no collection.
    private async Task<CollectionMetadata?> MetadataOrNullAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            return CollectionMetadata.From(await server.Collections.GetAsync(collection, cancellationToken).ConfigureAwait(false));
        }
        catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.NotFound)
        {
            return null;
        }
    }
}

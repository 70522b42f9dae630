using System.Numerics.Tensors;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>An index whose vectors Qdrant holds. Safe for concurrent readers.</summary>
/// <remarks>
/// An open index keeps the version that the alias named when it was opened, and every answer comes from that version's own collection; none
/// mixes versions. Open again to see a newer one. When its collection is dropped, it looks up the alias once and continues with that
/// version if it has the same taxonomy and space; otherwise it fails and must be opened again.
/// </remarks>
public sealed partial class QdrantVectorIndex : IVectorIndex
{
    private readonly QdrantServer server;
    private readonly QdrantOptions options;
    private readonly bool followsAlias;
    private volatile PinnedVersion pinned;

    internal QdrantVectorIndex(QdrantServer server, QdrantOptions options, PinnedVersion pinned, bool followsAlias)
    {
        this.server = server;
        this.options = options;
        this.pinned = pinned;
        this.followsAlias = followsAlias;
    }

    /// <inheritdoc/>
    public IndexManifest Manifest => pinned.Content.Manifest;

    /// <inheritdoc/>
    public ProductTaxonomy Taxonomy => pinned.Content.Taxonomy;

    /// <summary>The measured recall of approximate searches, per filter; empty when all searches are exact.</summary>
    public IReadOnlyList<MeasuredRecall> Recall => pinned.Recall.Measured();

    /// <summary>Opens the version that the alias names.</summary>
    /// <param name="options">Where Qdrant is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IndexFormatException">The alias names nothing, or a version that is missing or different in the folder.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, refuses, or has an unsupported version.</exception>
    public static async Task<QdrantVectorIndex> OpenAsync(QdrantOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new QdrantServer(options);
        try
        {
            await server.CheckVersionAsync(cancellationToken).ConfigureAwait(false);
            PinnedVersion version = await PinnedVersion.FindAsync(server, options, cancellationToken).ConfigureAwait(false);
            return new QdrantVectorIndex(server, options, version, followsAlias: true);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (followsAlias)
        {
            server.Dispose(); // otherwise the caller owns it
        }
    }

    // All requests of one answer go to one collection; only when it is gone does the answer start again from the beginning.
    private async ValueTask<T> AnswerAsync<T>(
        ReadOnlyMemory<float> query, Func<PinnedVersion, CancellationToken, ValueTask<T>> answer, CancellationToken cancellationToken)
    {
        PinnedVersion version = pinned;
        CheckQuery(query, version.Content.Manifest);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await answer(version, cancellationToken).ConfigureAwait(false);
        }
        catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.NotFound && followsAlias)
        {
            PinnedVersion now = await PinnedVersion.FindAsync(server, options, cancellationToken).ConfigureAwait(false);
            IndexManifest was = version.Content.Manifest, found = now.Content.Manifest;
            if (found.Space != was.Space || found.Files[IndexFiles.Taxonomy].Sha256 != was.Files[IndexFiles.Taxonomy].Sha256)
            {
                throw new IndexUnavailableException(
                    $"Version '{was.Version}' was removed from Qdrant at {server.Name}; "
                        + $"alias '{options.Alias}' names '{found.Version}' now, of another taxonomy or encoder. "
                        + "Open the index again.", isTransient: false);
            }

            pinned = now;
            return await answer(now, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void CheckQuery(ReadOnlyMemory<float> query, IndexManifest manifest)
    {
        if (query.Length != manifest.Dimension)
        {
            throw new ArgumentException(
                $"The vector has {query.Length} dimensions, index '{manifest.Version}' holds {manifest.Dimension}. "
                    + $"Encode with model '{manifest.ModelId}'.", nameof(query));
        }

        if (!float.IsFinite(TensorPrimitives.SumOfSquares(query.Span)))
        {
            throw new ArgumentException("The vector holds a number that is not finite.", nameof(query));
        }
    }
}

using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <content>Loading a version.</content>
public sealed partial class QdrantTarget
{
    private static readonly TimeSpan VisiblePause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    /// <exception cref="IndexFormatException">A collection of that name holds something else, or a vector is not finite.</exception>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses. The same call resumes from what was
    /// written.</exception>
    public async ValueTask LoadAsync(
        EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        _ = await ServerVersionAsync(cancellationToken).ConfigureAwait(false);
        string collection = CollectionNames.Of(options.Alias, version.Manifest.Version);
        bool isLoaded = await PrepareAsync(collection, version.Manifest, cancellationToken).ConfigureAwait(false);
        if (!isLoaded)
        {
            await WriteAsync(collection, version, progress, cancellationToken).ConfigureAwait(false);
        }

        await Readiness.WaitAsync(server, collection, version.Manifest.Vectors, options, time, cancellationToken).ConfigureAwait(false);
        if (!isLoaded)
        {
            await server.Collections.PatchStateAsync(collection, CollectionMetadata.Loaded, cancellationToken).ConfigureAwait(false);
        }
    }

    // Collection, then payload indexes, then points: a graph that was built without an index has no links for its filters.
    private async Task<bool> PrepareAsync(string collection, IndexManifest manifest, CancellationToken cancellationToken)
    {
        if (!await server.Collections.ExistsAsync(collection, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await server.Collections.CreateAsync(collection, CollectionMetadata.Of(options.Alias, manifest), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.Conflict)
            {
                // A first attempt created it and its answer was lost; its content is checked below.
            }
        }

        CollectionInfo info = await server.Collections.GetAsync(collection, cancellationToken).ConfigureAwait(false);
        if (CollectionMetadata.From(info).DifferenceFrom(options.Alias, manifest) is { } different)
        {
            throw new IndexFormatException(
                $"Collection '{collection}' of Qdrant at {server.Name} is not version '{manifest.Version}' of {options.IndexFolder}: "
                    + $"{different}. Remove the collection, or choose another alias.");
        }

        bool isEmpty = CollectionSchema.MissingIndex(info) is null
            || await server.Points.CountAsync(collection, cancellationToken).ConfigureAwait(false) == 0;
        if (!isEmpty)
        {
            throw new IndexFormatException(
                $"Collection '{collection}' of Qdrant at {server.Name} has points but no keyword index of "
                    + $"'{CollectionSchema.MissingIndex(info)}'. Remove the collection and load the version again.");
        }

        foreach (string field in PayloadFields.Indexed.Where(field => !info.PayloadSchema.ContainsKey(field)))
        {
            bool isVisible = await server.Collections
                .CreateIndexAsync(collection, field, isTenant: field == PayloadFields.Indexed[0], cancellationToken).ConfigureAwait(false);
            if (!isVisible)
            {
                await UntilAsync(
                    $"the index of '{field}' in '{collection}'",
                    async token =>
                        (await server.Collections.GetAsync(collection, token).ConfigureAwait(false)).PayloadSchema.ContainsKey(field),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        return CollectionMetadata.From(info).State == CollectionMetadata.Loaded
            && await server.Points.CountAsync(collection, cancellationToken).ConfigureAwait(false) == manifest.Vectors;
    }

    private async Task WriteAsync(
        string collection, EmbeddedVectorIndex version, IProgress<IndexBuildProgress>? progress, CancellationToken cancellationToken)
    {
        long total = version.Manifest.Vectors, done = 0, reused = 0;
        bool resumed = await server.Points.CountAsync(collection, cancellationToken).ConfigureAwait(false) > 0;
        long started = time.GetTimestamp();
        foreach (PointBatch batch in PointBatch.Of(version.Rows(), options.BatchPoints, options.BatchBytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (resumed && await HoldsAsync(collection, batch, cancellationToken).ConfigureAwait(false))
            {
                reused += batch.Count;
            }
            else
            {
                await WriteAsync(collection, batch, cancellationToken).ConfigureAwait(false);
            }

            done += batch.Count;
            double seconds = time.GetElapsedTime(started).TotalSeconds;
            double rate = seconds > 0 ? (done - reused) / seconds : 0;
            progress?.Report(new IndexBuildProgress(
                IndexBuildPhase.Loading, done, total, reused, rate, rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : null));
        }
    }

    private async Task WriteAsync(string collection, PointBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (!await server.Points.UpsertAsync(collection, batch.Points, cancellationToken).ConfigureAwait(false))
            {
                await UntilAsync(
                    $"{batch.Count} points of '{collection}'", token => HoldsAsync(collection, batch, token),
                    cancellationToken).ConfigureAwait(false);
            }
        }
        catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.TooLarge && batch.Count > 1)
        {
            (PointBatch first, PointBatch second) = batch.Split();
            await WriteAsync(collection, first, cancellationToken).ConfigureAwait(false);
            await WriteAsync(collection, second, cancellationToken).ConfigureAwait(false);
        }
    }

    // A point and its vector are written in one operation, so a point with the right hash has the right vector.
    private async Task<bool> HoldsAsync(string collection, PointBatch batch, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, RetrievedPoint> stored = await server.Points
            .RetrieveAsync(collection, batch.Points.Select(point => point.Id.Uuid), withVectors: false, cancellationToken)
            .ConfigureAwait(false);
        return batch.Points.All(point => stored.TryGetValue(point.Id.Uuid, out RetrievedPoint? found)
            && found.Payload.TextOf(PayloadFields.ContentHash) == point.Payload.TextOf(PayloadFields.ContentHash));
    }

    // A write that the server answered before applying it is in its log and becomes visible later.
    private async Task UntilAsync(string what, Func<CancellationToken, Task<bool>> holds, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (!await holds(cancellationToken).ConfigureAwait(false))
        {
            if (time.GetElapsedTime(started) > options.ReadyTimeout)
            {
                throw new IndexUnavailableException(
                    $"Qdrant at {server.Name} took {what} and did not apply it within {options.ReadyTimeout.TotalMinutes:0.#} min. "
                        + "The same command resumes there.",
                    isTransient: true,
                    new TimeoutException());
            }

            await Task.Delay(VisiblePause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}

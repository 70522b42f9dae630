using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Points: writing, counting, fetching, searching.</summary>
internal sealed class PointsApi(QdrantConnection connection, QdrantOptions options)
{
    private ulong ReadSeconds => (ulong)Math.Ceiling(options.ReadTimeout.TotalSeconds);

    /// <summary>
    /// Whether a write is visible. <c>WaitTimeout</c> and <c>Acknowledged</c> mean that it is in the log and not applied yet.
    /// </summary>
    public static bool IsVisible(PointsOperationResponse answer) => answer.Result?.Status == UpdateStatus.Completed;

    /// <summary>Writes points.</summary>
    /// <returns>Whether they are visible; if not, they appear later.</returns>
    public async Task<bool> UpsertAsync(string collection, IEnumerable<PointStruct> points, CancellationToken cancellationToken)
    {
        var request = new UpsertPoints
        {
            CollectionName = collection,
            Wait = true,
            Timeout = (ulong)Math.Ceiling(options.WriteTimeout.TotalSeconds),
            Points = { points },
        };
        return IsVisible(await connection.SendAsync(
            QdrantCall.Write($"Points/Upsert of {request.Points.Count} points into '{collection}'", options),
            (client, call) => client.Points.UpsertAsync(request, call),
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes one point again, unchanged, to wake optimisers that are idle after a restart.</summary>
    public async Task TouchAsync(string collection, CancellationToken cancellationToken)
    {
        ScrollResponse page = await connection.SendAsync(
            QdrantCall.Read($"Points/Scroll of '{collection}'", options),
            (client, call) => client.Points.ScrollAsync(
                new ScrollPoints { CollectionName = collection, Limit = 1, WithPayload = true, WithVectors = true, Timeout = ReadSeconds },
                call),
            cancellationToken).ConfigureAwait(false);
        if (page.Result.FirstOrDefault() is { } found)
        {
            var same = new PointStruct { Id = found.Id, Vectors = VectorOf(found) };
            same.Payload.Add(found.Payload);
            await UpsertAsync(collection, [same], cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<long> CountAsync(string collection, CancellationToken cancellationToken) => (long)((await connection.SendAsync(
        QdrantCall.Read($"Points/Count of '{collection}'", options),
        (client, call) =>
            client.Points.CountAsync(new CountPoints { CollectionName = collection, Exact = true, Timeout = ReadSeconds }, call),
        cancellationToken).ConfigureAwait(false)).Result?.Count ?? 0);

    /// <summary>Exact number of points for each value of a keyword field.</summary>
    public async Task<IReadOnlyDictionary<string, long>> FacetAsync(
        string collection, string field, int limit, CancellationToken cancellationToken)
    {
        FacetResponse counts = await connection.SendAsync(
            QdrantCall.Read($"Points/Facet of '{field}' in '{collection}'", options),
            (client, call) => client.Points.FacetAsync(
                new FacetCounts { CollectionName = collection, Key = field, Limit = (ulong)limit, Exact = true, Timeout = ReadSeconds },
                call),
            cancellationToken).ConfigureAwait(false);
        return counts.Hits.DistinctBy(hit => hit.Value?.StringValue)
            .ToDictionary(hit => hit.Value?.StringValue ?? string.Empty, hit => (long)hit.Count, StringComparer.Ordinal);
    }

    /// <summary>Fetches points with their content hash; missing ones are left out.</summary>
    /// <returns>The points by id.</returns>
    public async Task<IReadOnlyDictionary<string, RetrievedPoint>> RetrieveAsync(
        string collection, IEnumerable<string> ids, bool withVectors, CancellationToken cancellationToken)
    {
        var request = new GetPoints
        {
            CollectionName = collection,
            Ids = { ids.Select(id => new PointId { Uuid = id }) },
            WithPayload = PayloadFields.Only(PayloadFields.ContentHash),
            WithVectors = withVectors,
            Timeout = ReadSeconds,
        };
        GetResponse found = await connection.SendAsync(
            QdrantCall.Read($"Points/Get of {request.Ids.Count} points in '{collection}'", options),
            (client, call) => client.Points.GetAsync(request, call),
            cancellationToken).ConfigureAwait(false);
        return found.Result.DistinctBy(point => point.Id?.Uuid)
            .ToDictionary(point => point.Id?.Uuid ?? string.Empty, StringComparer.Ordinal);
    }

    /// <summary>Runs searches in one request.</summary>
    /// <param name="collection">The collection: the same for all, so that they see one version.</param>
    /// <param name="searches">The searches, each with this collection's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The points of each search, best first.</returns>
    public async Task<IReadOnlyList<BatchResult>> QueryAsync(
        string collection, IEnumerable<QueryPoints> searches, CancellationToken cancellationToken)
    {
        var request = new QueryBatchPoints { CollectionName = collection, QueryPoints = { searches }, Timeout = ReadSeconds };
        QueryBatchResponse answer = await connection.SendAsync(
            QdrantCall.Read($"Points/QueryBatch of {request.QueryPoints.Count} searches in '{collection}'", options),
            (client, call) => client.Points.QueryBatchAsync(request, call),
            cancellationToken).ConfigureAwait(false);
        return answer.Result.Count == request.QueryPoints.Count
            ? answer.Result
            : throw new IndexFormatException(
                $"Qdrant at {connection.Server} answered {answer.Result.Count} of {request.QueryPoints.Count} searches.");
    }

    /// <summary>
    /// The vector of a fetched point, in the form that a write takes. The server fills <c>dense</c> and leaves the older flat field empty.
    /// </summary>
    public static Vectors VectorOf(RetrievedPoint point) =>
        new() { Vector = new Vector { Dense = point.Vectors?.Vector?.Dense ?? new DenseVector() } };
}

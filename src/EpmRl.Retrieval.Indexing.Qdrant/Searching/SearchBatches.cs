using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Sends the searches of one query together until all are complete.</summary>
internal static class SearchBatches
{
    /// <summary>Runs searches.</summary>
    /// <param name="server">The server.</param>
    /// <param name="collection">The collection that all of them search.</param>
    /// <param name="query">The query.</param>
    /// <param name="searches">The searches.</param>
    /// <param name="most">Most searches of one request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task RunAsync(
        QdrantServer server, string collection, ReadOnlyMemory<float> query, IReadOnlyList<IBatchedSearch> searches, int most,
        CancellationToken cancellationToken)
    {
        var nearest = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { query.ToArray() } } } };
        IBatchedSearch[] open = [.. searches.Where(search => !search.IsDone)];
        while (open.Length > 0)
        {
            foreach (IBatchedSearch[] together in open.Chunk(most))
            {
                await SendAsync(server, collection, nearest, together, cancellationToken).ConfigureAwait(false);
            }

            open = [.. open.Where(search => !search.IsDone)];
        }
    }

    private static async Task SendAsync(
        QdrantServer server, string collection, Query query, IBatchedSearch[] searches, CancellationToken cancellationToken)
    {
        IReadOnlyList<BatchResult> answers;
        try
        {
            answers = await server.Points.QueryAsync(
                collection, searches.Select(search => search.Next(collection, query)), cancellationToken).ConfigureAwait(false);
        }
        catch (QdrantCallException failed) when (failed.Failure == QdrantFailure.TooLarge && searches.Length > 1)
        {
            // More than the server accepts at once, or than its entire budget allows.
            await SendAsync(server, collection, query, searches[..(searches.Length / 2)], cancellationToken).ConfigureAwait(false);
            await SendAsync(server, collection, query, searches[(searches.Length / 2)..], cancellationToken).ConfigureAwait(false);
            return;
        }

        for (int i = 0; i < searches.Length; i++)
        {
            searches[i].Take(answers[i].Result);
        }
    }
}

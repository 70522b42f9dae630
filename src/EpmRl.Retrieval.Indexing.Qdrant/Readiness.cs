using System.Globalization;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Waits until a collection is completely loaded.</summary>
internal static class Readiness
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until the collection is green, no write is pending, and an exact count finds every point, twice in a row: green may show
    /// briefly between the planning of an optimisation and its start. Grey, the state after a restart, lasts until something is written, so
    /// one point is written again unchanged.
    /// </summary>
    /// <exception cref="IndexUnavailableException">It is not ready in time, or the optimisers failed.</exception>
    /// <exception cref="IndexFormatException">No work is pending and points are missing, or too many.</exception>
    public static async Task WaitAsync(
        QdrantServer server, string collection, long points, QdrantOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        long? countedBefore = null;
        while (true)
        {
            CollectionInfo info = await server.Collections.GetAsync(collection, cancellationToken).ConfigureAwait(false);
            long? counted = null;
            switch (info.Status)
            {
                case CollectionStatus.Green when (info.UpdateQueue?.Length ?? 0) == 0:
                    counted = await server.Points.CountAsync(collection, cancellationToken).ConfigureAwait(false);
                    if (counted == countedBefore)
                    {
                        if (counted != points)
                        {
                            throw new IndexFormatException(string.Create(
                                CultureInfo.InvariantCulture,
                                $"Collection '{collection}' of Qdrant at {server.Name} holds {counted:N0} of {points:N0} points. "
                                    + $"Load the version again."));
                        }

                        return;
                    }

                    break;
                case CollectionStatus.Grey:
                    await server.Points.TouchAsync(collection, cancellationToken).ConfigureAwait(false);
                    break;
                case CollectionStatus.Red:
                    throw new IndexUnavailableException(
                        $"Collection '{collection}' of Qdrant at {server.Name} is red: {info.OptimizerStatus?.Error}. "
                            + "See the server's log; remove the version and load it again.",
                        isTransient: false);
                default:
                    break; // yellow: the optimisers work
            }

            countedBefore = counted;
            if (time.GetElapsedTime(started) + pause > options.ReadyTimeout)
            {
                throw new IndexUnavailableException(
                    $"Collection '{collection}' of Qdrant at {server.Name} was still {info.Status.ToString().ToLowerInvariant()} after "
                        + $"{options.ReadyTimeout.TotalMinutes:0.#} min. Run the same command to keep waiting.",
                    isTransient: true,
                    new TimeoutException());
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks));
        }
    }
}

using System.Globalization;
using EpmRl.Retrieval.Indexing.Qdrant.Rest;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Waits until a collection is what was loaded into it.</summary>
internal static class Readiness
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until the collection is green, its optimisers neither run nor wait, and an exact count finds every point. Green alone may
    /// come between two optimisations; grey, which a restart leaves, stays until something is written, so a point is written as it is.
    /// </summary>
    /// <exception cref="IndexUnavailableException">It is not ready in time, or the optimisers failed.</exception>
    /// <exception cref="IndexFormatException">Nothing is left to be done and points are missing, or too many.</exception>
    public static async Task WaitAsync(
        QdrantServer server, string collection, long points, QdrantOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        bool countedWrong = false;
        while (true)
        {
            CollectionInfo info = await server.Collections.GetAsync(collection, cancellationToken).ConfigureAwait(false);
            switch (info.Status)
            {
                case "green":
                    Optimizations work = await server.Collections.OptimizationsAsync(collection, cancellationToken).ConfigureAwait(false);
                    if (work.Summary.QueuedOptimizations > 0 || work.Running?.Count > 0)
                    {
                        break;
                    }

                    long found = await server.Points.CountAsync(collection, cancellationToken).ConfigureAwait(false);
                    if (found == points)
                    {
                        return;
                    }

                    // Once more: a write that was acknowledged late may become visible now.
                    countedWrong = countedWrong
                        ? throw new IndexFormatException(string.Create(
                            CultureInfo.InvariantCulture,
                            $"Collection '{collection}' of Qdrant at {server.Name} holds {found:N0} of {points:N0} points. Load it again: epmrl index build --qdrant"))
                        : true;
                    break;
                case "grey":
                    await server.Points.TouchAsync(collection, cancellationToken).ConfigureAwait(false);
                    break;
                case "red":
                    throw new IndexUnavailableException(
                        $"Collection '{collection}' of Qdrant at {server.Name} is red: {info.OptimizerStatus.GetRawText()}. See the server's log; remove the version and load it again.",
                        isTransient: false);
                default:
                    break; // yellow: they are at it
            }

            if (time.GetElapsedTime(started) + pause > options.ReadyTimeout)
            {
                throw new IndexUnavailableException(
                    $"Collection '{collection}' of Qdrant at {server.Name} was still {info.Status} after {options.ReadyTimeout.TotalMinutes:0.#} min. The same command goes on waiting.",
                    isTransient: true,
                    new TimeoutException());
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks));
        }
    }
}

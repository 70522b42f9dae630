using System.Collections.Concurrent;
using System.Diagnostics;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Loads a service: closed loops, where each connection waits for its answer, and an open loop, where requests come by the
/// clock.</summary>
/// <param name="service">Address of the service.</param>
/// <param name="requests">Requests, sent in turn.</param>
internal sealed class ServiceLoad(Uri service, IReadOnlyList<byte[]> requests)
{
    private int next;

    /// <summary>Sends requests on connections that each wait for their answers.</summary>
    /// <param name="connections">Number of connections.</param>
    /// <param name="duration">How long.</param>
    /// <param name="pause">Pause of each connection between requests; null for none.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public async Task<LoadResult> ClosedLoopAsync(
        int connections, TimeSpan duration, TimeSpan? pause, CancellationToken cancellationToken)
    {
        var samples = new ConcurrentBag<(int Status, double Seconds)>();
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                using var connection = new LoadConnection(service);
                while (Stopwatch.GetElapsedTime(started) < duration)
                {
                    long sent = Stopwatch.GetTimestamp();
                    int status = await connection.SendAsync(Next(), cancellationToken);
                    samples.Add((status, Stopwatch.GetElapsedTime(sent).TotalSeconds));
                    if (pause is { } wait)
                    {
                        await Task.Delay(wait, cancellationToken);
                    }
                }
            },
            cancellationToken)));
        return new LoadResult($"{connections} connections", Stopwatch.GetElapsedTime(started).TotalSeconds, [.. samples]);
    }

    /// <summary>
    /// Sends requests by the clock, whether or not earlier ones are answered. Times count from when a request was due, so that a slow
    /// service is not flattered.
    /// </summary>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="connections">Most requests at a time; a request that finds no free connection is counted as not sent.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    public async Task<LoadResult> OpenLoopAsync(
        double perSecond, TimeSpan duration, int connections, CancellationToken cancellationToken)
    {
        var samples = new ConcurrentBag<(int Status, double Seconds)>();
        var free = new ConcurrentBag<LoadConnection>(Enumerable.Range(0, connections).Select(_ => new LoadConnection(service)));
        var running = new ConcurrentDictionary<Task, bool>();
        long started = Stopwatch.GetTimestamp();
        int due = 0, notSent = 0;
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            for (; due < elapsed.TotalSeconds * perSecond; due++)
            {
                if (!free.TryTake(out LoadConnection? connection))
                {
                    notSent++;
                    continue;
                }

                double dueAt = due / perSecond;
                Task one = SendAsync(connection, dueAt);
                running[one] = true;
                _ = one.ContinueWith(done => running.TryRemove(done, out bool _), TaskScheduler.Default);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.WhenAll(running.Keys);
        foreach (LoadConnection connection in free)
        {
            connection.Dispose();
        }

        return new LoadResult(FormattableString.Invariant($"{perSecond:0} a second"), seconds, [.. samples]) { NotSent = notSent };

        async Task SendAsync(LoadConnection connection, double dueAt)
        {
            int status = await connection.SendAsync(Next(), cancellationToken);
            double answeredAt = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (answeredAt <= duration.TotalSeconds || status is not 200)
            {
                samples.Add((status, answeredAt - dueAt)); // what is answered after the end is no goodput
            }

            free.Add(connection);
        }
    }

    private byte[] Next() => requests[(int)((uint)Interlocked.Increment(ref next) % (uint)requests.Count)];
}

/// <summary>What a load measured.</summary>
/// <param name="Name">The load.</param>
/// <param name="Seconds">How long requests were sent.</param>
/// <param name="Samples">Status and seconds of each request; status 0 for a broken connection.</param>
internal sealed record LoadResult(string Name, double Seconds, IReadOnlyList<(int Status, double Seconds)> Samples)
{
    private readonly double[] good = [.. Samples.Where(one => one.Status == 200).Select(one => one.Seconds).Order()];

    /// <summary>Requests that found no free connection.</summary>
    public int NotSent { get; init; }

    /// <summary>Requests answered with 200, a second.</summary>
    public double PerSecond => good.Length / Seconds;

    /// <summary>Requests refused with 429.</summary>
    public int Refused => Samples.Count(one => one.Status == 429);

    /// <summary>Requests answered otherwise, or not at all.</summary>
    public int Failed => Samples.Count(one => one.Status is not (200 or 429));

    /// <summary>A quantile of the seconds of the requests answered with 200.</summary>
    public double Quantile(double share) => good.Length == 0 ? double.NaN : good[(int)Math.Min(good.Length - 1, share * good.Length)];
}

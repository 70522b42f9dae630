using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Telemetry;

namespace EpmRl.Retrieval.Server.Api;

/// <summary>
/// Refuses requests with 429 while too much is in hand: requests of the whole service at a time, and calls of the encoder while its queue
/// is nearly full. It stands before everything that costs, such as reading the key or the body: what is refused must not take the
/// processor from what was accepted.
/// </summary>
internal sealed class Admission(RequestDelegate next, ServerOptions options, EngineHost engines)
{
    private int running;

    /// <summary>Passes a request on, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        // Health, metrics and the console's own traffic always pass: they must work best when much is asked.
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            return next(context);
        }

        EncoderQueue? queue = engines.Queue;
        if (queue is { IsNearlyFull: true } && context.GetEndpoint()?.Metadata.GetMetadata<CallsEncoder>() is not null
            && !IdentifyEndpoints.IsStream(context.Request))
        {
            ServerTelemetry.Refused.Add(1);
            return Problems.WriteBusyAsync(context, queue.RetryAfter);
        }

        if (Interlocked.Increment(ref running) > options.Limits.MaxConcurrentRequests)
        {
            Interlocked.Decrement(ref running);
            return Problems.WriteBusyAsync(context, queue?.RetryAfter ?? TimeSpan.FromSeconds(1));
        }

        return RunAsync(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }
}

/// <summary>Marks an endpoint whose requests wait for the encoder.</summary>
internal sealed class CallsEncoder
{
    /// <summary>The mark.</summary>
    public static readonly CallsEncoder Mark = new();
}

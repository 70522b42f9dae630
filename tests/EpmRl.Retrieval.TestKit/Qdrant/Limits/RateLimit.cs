using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Limits;

/// <summary>A budget of tokens that fills up within a minute.</summary>
internal sealed class RateLimit(string kind, int perMinute, TimeProvider time)
{
    private double _tokens = perMinute;
    private DateTimeOffset _filled = time.GetUtcNow();

    public int PerMinute { get; } = perMinute;

    /// <exception cref="QdrantError">429: the budget is too small now, or for ever.</exception>
    public void Spend(int tokens)
    {
        if (tokens > PerMinute)
        {
            throw Exceeded(", request larger than rate limiter capacity, please try to split your request", null);
        }

        double perSecond = PerMinute / 60.0;
        DateTimeOffset now = time.GetUtcNow();
        _tokens = Math.Min(PerMinute, _tokens + ((now - _filled).TotalSeconds * perSecond));
        _filled = now;
        if (_tokens < tokens)
        {
            int wait = (int)Math.Ceiling((tokens - _tokens) / perSecond);
            string left = _tokens.ToString("0.0", CultureInfo.InvariantCulture);
            throw Exceeded($": Operation requires {tokens} tokens but only {left} were available. Retry after {wait}s", wait);
        }

        _tokens -= tokens;
    }

    private QdrantError Exceeded(string text, int? wait) =>
        new(429, $"Rate limiting exceeded: {kind} rate limit exceeded{text}") { RetryAfter = wait };
}

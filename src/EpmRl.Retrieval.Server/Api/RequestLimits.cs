using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using Microsoft.AspNetCore.RateLimiting;

namespace EpmRl.Retrieval.Server.Api;

/// <summary>Refuses requests beyond a key's limit a minute; <see cref="Admission"/> refuses what is too much for the service.</summary>
internal static class RequestLimits
{
    /// <summary>Adds the limits.</summary>
    public static void AddRequestLimits(this IServiceCollection services, ServerOptions options) => services.AddRateLimiter(limiter =>
    {
        LimitOptions limits = options.Limits;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (rejected, _) =>
        {
            int seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after)
                ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            return new ValueTask(Problems.WriteBusyAsync(rejected.HttpContext, TimeSpan.FromSeconds(Math.Max(1, seconds))));
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => !IsLimited(context) || RateOf(context, limits) is not (> 0 and int rate)
            ? RateLimitPartition.GetNoLimiter("free")
            : RateLimitPartition.GetTokenBucketLimiter(
                $"{context.User.FindFirstValue(KeyAuthentication.KeyClaim) ?? context.User.NameOf()} {rate}",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = rate,
                    TokensPerPeriod = Math.Max(1, rate / 60),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(rate < 60 ? 60.0 / rate : 1),
                    QueueLimit = 0,
                }));
    });

    /// <summary>Applies them.</summary>
    public static void UseRequestLimits(this IApplicationBuilder app) => app.UseRateLimiter();

    // The key's own limit, else that of the service.
    private static int RateOf(HttpContext context, LimitOptions limits) =>
        int.TryParse(context.User.FindFirstValue(KeyAuthentication.RateClaim), CultureInfo.InvariantCulture, out int own)
            ? own
            : limits.RequestsPerMinute;

    private static bool IsLimited(HttpContext context) => context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
}

using EpmRl.Retrieval.Server.Hosting;
using Microsoft.Extensions.Hosting;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>Deletes the texts of review when they reach the age of the settings.</summary>
internal sealed class ReviewRetention(ReviewQueue queue, ServerOptions options, TimeProvider time, ILogger<ReviewRetention> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Worker)
        {
            return;
        }

        do
        {
            try
            {
                await queue.ExpireAsync(time.GetUtcNow() - options.Jobs.Retention, stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                logger.RetentionFailed(failed.Message); // the next hour tries again
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!stoppingToken.IsCancellationRequested);
    }
}

/// <summary>Adds review.</summary>
internal static class ReviewServices
{
    /// <summary>Adds it.</summary>
    public static void AddReview(this IServiceCollection services)
    {
        services.AddSingleton<DecisionBook>();
        services.AddSingleton<DecisionStore>();
        services.AddSingleton<ReviewedAnswers>();
        services.AddSingleton<ReviewQueue>();
        services.AddHostedService<ReviewRetention>();
    }
}

using EpmRl.Retrieval.Server.Hosting;

namespace EpmRl.Retrieval.Server.Jobs;

/// <summary>Adds jobs.</summary>
internal static class JobServices
{
    /// <summary>Adds what a server needs of jobs, or a worker, and whoever does their chunks.</summary>
    public static void AddJobs(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobFiles>();
        services.AddSingleton<JobSignal>();
        if (options.Nats is not null)
        {
            services.AddSingleton<NatsBroker>();
            services.AddHostedService<NatsIdentify>();
        }

        if (options.Worker)
        {
            services.AddHostedService<NatsWorkers>();
            return;
        }

        services.AddSingleton<JobOperations>();
        services.AddSingleton<JobResult>();
        services.AddSingleton<JobWebhooks>();
        services.AddSingleton<JobRetention>();
        services.AddHostedService<JobCoordinator>();
        if (options.Nats is not null)
        {
            services.AddSingleton<IChunkQueue, NatsChunks>();
            return;
        }

        services.AddSingleton<LocalChunks>();
        services.AddSingleton<IChunkQueue>(provider => provider.GetRequiredService<LocalChunks>());
        services.AddHostedService<LocalWorkers>();
    }
}

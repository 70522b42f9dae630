using EpmRl.Retrieval.Telemetry;
using OpenTelemetry.Metrics;

namespace EpmRl.Retrieval.Server.Telemetry;

/// <summary><c>/metrics</c> for Prometheus.</summary>
internal static class TelemetryServices
{
    /// <summary>Collects the metrics of the engine, the service, HTTP and the runtime.</summary>
    public static void AddServerTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<SeenAnswers>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(RetrievalTelemetry.Name, ServerTelemetry.Name, "Microsoft.AspNetCore.Server.Kestrel")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            // Prometheus reserves the suffix _count for histograms.
            .AddView("dotnet.thread_pool.thread.count", new MetricStreamConfiguration { Name = "dotnet.thread_pool.threads" })
            .AddView("dotnet.process.cpu.count", new MetricStreamConfiguration { Name = "dotnet.process.cpus" })
            .AddView("dotnet.assembly.count", MetricStreamConfiguration.Drop)
            .AddView("dotnet.timer.count", MetricStreamConfiguration.Drop)
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
    }
}

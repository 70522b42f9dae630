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
            .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false));
    }
}

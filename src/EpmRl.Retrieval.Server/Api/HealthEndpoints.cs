using System.Reflection;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/livez</c>, <c>/readyz</c>, <c>/health</c> and <c>/info</c>.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/livez", () => Results.Text("ok\n")).WithTags("Health").WithSummary("Whether the process runs").AllowAnonymous();
        app.MapGet("/health", ReadyAsync).ExcludeFromDescription().AllowAnonymous();
        app.MapGet("/readyz", ReadyAsync).WithTags("Health")
            .WithSummary("Whether requests are answered: model checked, indexes open, warmed up").AllowAnonymous()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        app.MapGet("/info", InfoAsync).WithTags("Health")
            .WithSummary("Model, space, device, limits, and the versions served of each catalogue").RequireScope(KeyScope.Read);
    }

    private static IResult ReadyAsync(EngineHost engines)
    {
        using EngineLease lease = engines.Acquire();
        string[] degraded = [.. lease.Engine.Catalogs.Where(catalog => catalog.Indexes.Problem is not null)
            .Select(catalog => $"degraded: {catalog.Name}: {catalog.Indexes.Problem}\n")];
        return Results.Text(degraded.Length == 0 ? "ok\n" : string.Concat(degraded));
    }

    private static async Task<ServerInfo> InfoAsync(EngineHost engines, ServerOptions options, CancellationToken cancellationToken)
    {
        using EngineLease lease = engines.Acquire();
        var catalogs = new List<CatalogInfo>();
        foreach (CatalogEngine catalog in lease.Engine.Catalogs)
        {
            using IndexLease index = await catalog.Indexes.AcquireAsync(cancellationToken);
            IndexManifest manifest = index.Index.Manifest;
            catalogs.Add(new CatalogInfo(
                catalog.Name, manifest.Taxonomy, manifest.TaxonomyVersion, manifest.Version, manifest.Created, manifest.Vectors,
                catalog.HasMatcher, catalog.Indexes.Problem));
        }

        Engine engine = lease.Engine;
        return new ServerInfo(
            Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "",
            new ModelInfo(
                engine.Space.ModelId, engine.Space.Precision, engine.Space.Dimension, engine.Space.MaxTokens, engine.Space.Fingerprint,
                engine.Device, engine.Learned.Model, engine.Learned.Calibration),
            catalogs, options.Limits);
    }
}

/// <summary>What is served.</summary>
/// <param name="Version">Version of the service.</param>
/// <param name="Model">The model.</param>
/// <param name="Catalogs">The catalogues.</param>
/// <param name="Limits">Limits of requests.</param>
internal sealed record ServerInfo(string Version, ModelInfo Model, IReadOnlyList<CatalogInfo> Catalogs, LimitOptions Limits);

/// <summary>The model that is served.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Precision">Number form of its weights.</param>
/// <param name="Dimension">Length of its vectors.</param>
/// <param name="MaxTokens">Longest input; longer texts are cut.</param>
/// <param name="Space">Fingerprint of its space.</param>
/// <param name="Device">Where it computes.</param>
/// <param name="IdentificationModel">Whether it was trained to identify attributes.</param>
/// <param name="Calibration">Whether its probabilities are fitted.</param>
internal sealed record ModelInfo(
    string Id, string Precision, int Dimension, int MaxTokens, string Space, string Device, bool IdentificationModel, bool Calibration);

/// <summary>A catalogue that is served.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Taxonomy">Name of its taxonomy.</param>
/// <param name="TaxonomyVersion">Version of its taxonomy.</param>
/// <param name="IndexVersion">Version of its index.</param>
/// <param name="IndexCreated">When that was built.</param>
/// <param name="Vectors">Number of its vectors.</param>
/// <param name="Matcher">Whether pairs of listings can be decided.</param>
/// <param name="Problem">Why the newest version is not served; null when it is.</param>
internal sealed record CatalogInfo(
    string Name, string Taxonomy, string TaxonomyVersion, string IndexVersion, DateTimeOffset IndexCreated, long Vectors, bool Matcher,
    string? Problem);

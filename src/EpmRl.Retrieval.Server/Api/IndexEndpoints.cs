using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.LifeCycle;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/reindex</c>, <c>/v1/index/…</c> and <c>/v1/engine/swap</c>: what is served, and changing it without a pause.</summary>
internal static class IndexEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapIndex(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1").WithTags("Index")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapPost("/reindex", StartAsync).RequireScope(KeyScope.Edit).Produces<ReindexReport>(StatusCodes.Status202Accepted)
            .WithSummary("Starts to bring the index up to the published taxonomy; 409 with the running one where one runs");
        group.MapGet("/reindex", (HttpContext context, ReindexService reindexes) =>
                reindexes.ReportAsync(context.CatalogName(), context.RequestAborted))
            .RequireScope(KeyScope.Read).WithSummary("The state of the index and of a running reindex");
        group.MapGet("/reindex/events", (HttpContext context, ReindexService reindexes) => TypedResults.ServerSentEvents(
                reindexes.WatchAsync(context.CatalogName(), context.RequestAborted), "reindex"))
            .RequireScope(KeyScope.Read).WithSummary("The state each time it changes, as server-sent events");
        group.MapPost("/reindex/cancel", (HttpContext context, ReindexService reindexes) =>
                reindexes.CancelAsync(context.CatalogName(), context.User.NameOf(), context.RequestAborted))
            .RequireScope(KeyScope.Edit).WithSummary("Cancels the running reindex; what was encoded is kept");
        group.MapGet("/index/versions", Versions).RequireScope(KeyScope.Read).WithSummary("The versions of the index, newest first");
        group.MapPost("/index/rollback", RollbackAsync).RequireScope(KeyScope.Edit)
            .WithSummary("Serves an earlier version again, by default the one before the current one");
        group.MapPost("/engine/swap", SwapAsync).RequireScope(KeyScope.Admin).Produces<EngineBody>()
            .WithSummary("Serves another model together with the indexes that were built with it; until both are open, the present ones");
    }

    private static async Task<IResult> StartAsync(HttpContext context, ReindexService reindexes)
    {
        try
        {
            return TypedResults.Accepted(
                "/v1/reindex", await reindexes.StartAsync(context.CatalogName(), context.User.NameOf(), context.RequestAborted));
        }
        catch (ReindexRunningException running)
        {
            return TypedResults.Problem(
                running.Message, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?>
                {
                    ["code"] = "conflict", ["trace_id"] = context.TraceIdentifier, ["running"] = running.Running,
                });
        }
    }

    private static IndexVersionsBody Versions(HttpContext context, ReindexService reindexes) => new(
    [
        .. reindexes.Versions(context.CatalogName()).Select(version => new IndexVersionBody(
            version.Name, version.IsCurrent, version.Manifest?.Created, version.Manifest?.TaxonomyVersion, version.Manifest?.ModelId,
            version.Manifest?.Precision, version.Manifest?.VectorForm, version.Manifest?.Vectors,
            version.Manifest?.Files.Values.Sum(file => file.Bytes), version.Problem)),
    ]);

    private static async Task<RollbackResult> RollbackAsync(
        HttpContext context, ReindexService reindexes, RollbackBody? body = null)
    {
        (IndexManifest now, string? before) = await reindexes.RollbackAsync(
            context.CatalogName(), body?.Version, context.User.NameOf(), context.RequestAborted);
        return new RollbackResult(now.Version, now.TaxonomyVersion, before);
    }

    private static async Task<EngineBody> SwapAsync(
        SwapBody body, HttpContext context, EngineHost engines, ReindexService reindexes, AuditLog audit)
    {
        IReadOnlyDictionary<string, string> indexes = body.Indexes ?? new Dictionary<string, string>();
        if (body.Model is null && indexes.Count == 0)
        {
            throw RequestException.Invalid("Name a 'model', 'indexes' by catalogue, or both.");
        }

        if (context.User.CatalogsOf().Length > 0)
        {
            throw new RequestException(
                StatusCodes.Status403Forbidden, "forbidden", "The model is that of all catalogues; your key is for some of them.");
        }

        if (reindexes.IsAnyRunning)
        {
            throw RequestException.Conflict("A reindex is running; its index belongs to the present model. Wait for it, or cancel it.");
        }

        foreach (string folder in indexes.Values.Append(body.Model).OfType<string>().Where(folder => !Directory.Exists(folder)))
        {
            throw RequestException.Invalid($"Folder '{folder}' does not exist on the server.");
        }

        try
        {
            await engines.SwapAsync(body.Model, indexes, context.RequestAborted);
        }
        catch (Exception refused) when (refused is ModelFormatException or IndexFormatException)
        {
            throw RequestException.Invalid($"{refused.Message} The model and the indexes before are served.");
        }

        using EngineLease lease = engines.Acquire();
        await audit.WriteAsync(
            context.User.NameOf(), null, "engine.swap", lease.Engine.Space.ModelId, new { body.Model, Indexes = indexes },
            CancellationToken.None);
        return new EngineBody(lease.Engine.Space.ModelId, lease.Engine.Space.Precision, lease.Engine.Space.Fingerprint);
    }
}

/// <summary>The versions of an index.</summary>
/// <param name="Versions">The versions, newest first.</param>
internal sealed record IndexVersionsBody(IReadOnlyList<IndexVersionBody> Versions);

/// <summary>A version of an index.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Current">Whether it is served.</param>
/// <param name="Created">When it was built.</param>
/// <param name="TaxonomyVersion">Version of its taxonomy.</param>
/// <param name="Model">The model that encoded it.</param>
/// <param name="Precision">Number form of the model's weights.</param>
/// <param name="VectorForm">How vectors are stored.</param>
/// <param name="Vectors">Number of vectors.</param>
/// <param name="Bytes">Size on the disk.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal sealed record IndexVersionBody(
    string Version, bool Current, DateTimeOffset? Created, string? TaxonomyVersion, string? Model, string? Precision, string? VectorForm,
    long? Vectors, long? Bytes, string? Problem);

/// <summary>A version to return to.</summary>
/// <param name="Version">The version; null for the one before the current one.</param>
internal sealed record RollbackBody(string? Version = null);

/// <summary>A return to an earlier version of an index.</summary>
/// <param name="Version">The version that is served now.</param>
/// <param name="TaxonomyVersion">Version of its taxonomy.</param>
/// <param name="Before">The version before.</param>
internal sealed record RollbackResult(string Version, string TaxonomyVersion, string? Before);

/// <summary>A model and indexes to serve.</summary>
/// <param name="Model">Folder of the model on the server; null to keep it.</param>
/// <param name="Indexes">Folders of the indexes on the server, by catalogue; others keep theirs.</param>
internal sealed record SwapBody(string? Model = null, Dictionary<string, string>? Indexes = null);

/// <summary>The model that is served.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Precision">Number form of its weights.</param>
/// <param name="Space">Fingerprint of its space.</param>
internal sealed record EngineBody(string Model, string Precision, string Space);

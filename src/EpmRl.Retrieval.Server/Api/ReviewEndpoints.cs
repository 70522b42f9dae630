using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/decisions</c> and <c>/v1/review</c>: what people decided, and what waits for them.</summary>
internal static class ReviewEndpoints
{
    private const string JsonLines = "application/x-ndjson";
    private const int ImportBatch = 500;
    private const int MostErrors = 100;

    /// <summary>Maps the routes.</summary>
    public static void MapReview(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1").WithTags("Review").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/decisions", PutAsync).RequireScope(KeyScope.Edit)
            .WithSummary("Stores decisions, all or none; from then on they win over the engine");
        group.MapGet("/decisions", ListAsync).RequireScope(KeyScope.Read).WithSummary("The decisions, ordered by id");
        group.MapDelete("/decisions/{id}", DeleteAsync).RequireScope(KeyScope.Edit).WithSummary("Takes a decision back")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/decisions/export", ExportAsync).RequireScope(KeyScope.Read)
            .WithSummary("All decisions as a file: 'as' jsonl (default), csv, or labels for 'epmrl train --data'")
            .Produces<string>(StatusCodes.Status200OK, JsonLines, "text/csv");
        group.MapPost("/decisions/import", ImportAsync).RequireScope(KeyScope.Edit)
            .WithSummary("Stores the decisions of an exported file; bad rows are reported and the others stored")
            .Accepts<string>(JsonLines, "application/jsonl", "text/csv")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        group.MapGet("/review/queue", QueueAsync).RequireScope(KeyScope.Read)
            .WithSummary("Answers that need a person, most useful first; identify with 'review=true' and jobs fill it");
        group.MapDelete("/review/queue/{id}", SkipAsync).RequireScope(KeyScope.Edit).WithSummary("Removes an item without a decision")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/review/queue", ClearAsync).RequireScope(KeyScope.Admin)
            .WithSummary("Removes all items with the texts of their listings, and all spans");
        group.MapGet("/review/proposals", ProposeAsync).RequireScope(KeyScope.Read)
            .WithSummary("Values of an attribute that listings name and the taxonomy lacks, clustered by meaning");
    }

    private static async Task<DecisionsResult> PutAsync(
        DecisionsBody body, HttpContext context, DecisionStore decisions, ReviewQueue queue, ServerOptions options, TimeProvider time)
    {
        if (body.Decisions is not { Count: > 0 } wanted)
        {
            throw RequestException.Invalid("'decisions' is empty; expected at least one.", "decisions");
        }

        if (wanted.Count > options.Limits.MaxItems)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_many",
                $"{wanted.Count:N0} decisions; at most {options.Limits.MaxItems:N0} are allowed in one request. "
                + "POST a file to /v1/decisions/import.");
        }

        using RequestContext request = RequestContext.Begin(context);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        string catalog = request.Catalog.Name;
        var made = new List<Decision>(wanted.Count);
        var texts = new List<ReviewText>();
        for (int i = 0; i < wanted.Count; i++)
        {
            DecisionBody one = wanted[i] ?? throw RequestException.Invalid($"decision {i + 1} is null.", "decisions", i + 1);
            ReviewItem? item = one.ItemId is null ? null
                : await queue.FindAsync(catalog, one.ItemId, request.CancellationToken) ?? throw RequestException.Invalid(
                    $"There is no item '{one.ItemId}': it was decided or removed.", "item_id", i + 1);
            made.Add(one.ToDecision(catalog, index.Index.Taxonomy, item, context.User.NameOf(), time.GetUtcNow(), i + 1));
            if (one.Listing is { } listing
                && Math.Max(listing.Title?.Length ?? 0, listing.Description?.Length ?? 0) <= options.Limits.MaxTextCharacters)
            {
                texts.Add(ReviewText.Of(
                    catalog, made[^1].TextHash!, listing.Title, listing.Description, time.GetUtcNow().ToUnixTimeMilliseconds()));
            }
        }

        int stored = await decisions.PutAsync(made, context.User.NameOf(), texts, request.CancellationToken);
        return new DecisionsResult(stored, made.Count - stored, [.. made.Select(one => one.Id)]);
    }

    private static async Task<DecisionPage> ListAsync(
        HttpContext context, DecisionStore decisions, [FromQuery(Name = "attribute_id")] string? attribute = null,
        [FromQuery(Name = "listing_id")] string? listing = null, string? author = null, string? cursor = null, int? limit = null)
    {
        (IReadOnlyList<Decision> page, string? next) = await decisions.ListAsync(
            context.CatalogName(), attribute, listing, author, cursor, limit, context.RequestAborted);
        return new DecisionPage([.. page.Select(DecisionBody.Of)], next);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, DecisionStore decisions) =>
        await decisions.DeleteAsync(context.CatalogName(), id, context.User.NameOf(), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw RequestException.NotFound($"There is no decision '{id}'.");

    private static async Task ExportAsync(HttpContext context, DecisionStore decisions, string? @as = null)
    {
        string kind = @as ?? "jsonl";
        if (kind is not ("jsonl" or "csv" or "labels"))
        {
            throw RequestException.Invalid($"'as' is '{@as}'; expected jsonl, csv or labels.", "as");
        }

        using RequestContext request = RequestContext.Begin(context, hasDeadline: false);
        IAsyncEnumerable<(Decision, ReviewText?)> all = decisions.AllAsync(request.Catalog.Name, request.CancellationToken);
        context.Response.ContentType = kind == "csv" ? "text/csv; charset=utf-8" : JsonLines;
        context.Response.Headers.ContentDisposition = $"attachment; filename=decisions.{(kind == "csv" ? "csv" : "jsonl")}";
        switch (kind)
        {
            case "csv":
                await DecisionFiles.WriteCsvAsync(all, context.Response.Body, request.CancellationToken);
                break;
            case "labels":
                using (IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken))
                {
                    await DecisionFiles.WriteLabelsAsync(all, index.Index.Taxonomy, context.Response.Body, request.CancellationToken);
                }

                break;
            default:
                await DecisionFiles.WriteLinesAsync(all, context.Response.Body, request.CancellationToken);
                break;
        }
    }

    private static async Task<ImportResult> ImportAsync(
        HttpContext context, DecisionStore decisions, ServerOptions options, TimeProvider time)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (type is not (JsonLines or "application/jsonl" or "application/jsonlines" or "text/csv"))
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"Content-Type is '{context.Request.ContentType}'; expected {JsonLines} or text/csv.", "Content-Type");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.Limits.MaxUploadBytes;
        }

        using RequestContext request = RequestContext.Begin(context, hasDeadline: false);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        string by = context.User.NameOf();
        var batch = new List<Decision>(ImportBatch);
        var errors = new List<ImportError>();
        (int stored, int older, int bad) = (0, 0, 0);
        await foreach ((long line, DecisionBody? body, string? problem) in DecisionFiles.ReadAsync(
            context.Request.Body, type == "text/csv", options.Limits.MaxLineBytes, request.CancellationToken))
        {
            if (body is null)
            {
                Report(line, null, problem!);
                continue;
            }

            try
            {
                string author = body.Author is { Length: > 0 and <= 200 } named && !named.Any(char.IsControl) ? named : by;
                batch.Add(body.ToDecision(request.Catalog.Name, index.Index.Taxonomy, null, author, time.GetUtcNow(), line));
            }
            catch (RequestException wrong)
            {
                Report(line, wrong.Field, wrong.Message);
            }

            if (batch.Count == ImportBatch)
            {
                await StoreAsync();
            }
        }

        await StoreAsync();
        return new ImportResult(stored, older, bad, errors);

        void Report(long line, string? field, string message)
        {
            bad++;
            if (errors.Count < MostErrors)
            {
                errors.Add(new ImportError(line, field, message));
            }
        }

        async Task StoreAsync()
        {
            if (batch.Count > 0)
            {
                int newer = await decisions.PutAsync(batch, by, [], request.CancellationToken);
                (stored, older) = (stored + newer, older + batch.Count - newer);
                batch.Clear();
            }
        }
    }

    private static async Task<QueuePage> QueueAsync(
        HttpContext context, ReviewQueue queue, [FromQuery(Name = "attribute_id")] string? attribute = null, string? category = null,
        string? cursor = null, int? limit = null)
    {
        (IReadOnlyList<(ReviewItem Item, ReviewText? Text)> page, string? next) = await queue.ListAsync(
            context.CatalogName(), attribute, category, cursor, limit, context.RequestAborted);
        return new QueuePage(
            [
                .. page.Select(one => new QueueItem(
                    one.Item.Id, one.Item.ListingId, one.Item.TextHash, one.Item.Category, one.Item.AttributeId,
                    JsonDocument.Parse(one.Item.Answer).RootElement,
                    one.Text is null ? null : new ListingText(one.Text.Title, one.Text.Description), one.Item.TaxonomyVersion,
                    one.Item.Seen, Math.Round(one.Item.Usefulness, 4), DateTimeOffset.FromUnixTimeMilliseconds(one.Item.Time))),
            ],
            next);
    }

    private static async Task<IResult> SkipAsync(string id, HttpContext context, ReviewQueue queue) =>
        await queue.RemoveAsync(context.CatalogName(), id, context.User.NameOf(), context.RequestAborted) > 0
            ? TypedResults.NoContent()
            : throw RequestException.NotFound($"There is no item '{id}'.");

    private static async Task<RemovedItems> ClearAsync(HttpContext context, ReviewQueue queue) =>
        new(await queue.RemoveAsync(context.CatalogName(), null, context.User.NameOf(), context.RequestAborted));

    private static async Task<ProposalsResult> ProposeAsync(
        HttpContext context, ReviewQueue queue, string? attribute = null, int? limit = null)
    {
        using RequestContext request = RequestContext.Begin(context);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        return attribute is null ? throw RequestException.Invalid("'attribute' is missing; expected the id of an attribute.", "attribute")
            : !index.Index.Taxonomy.TryFindAttribute(attribute, out AttributeDefinition? found)
                ? throw RequestException.NotFound($"There is no attribute '{attribute}'.")
            : new ProposalsResult(await queue.ProposeAsync(request.Catalog, found.Id, Paging.Size(limit), request.CancellationToken));
    }
}

/// <summary>Decisions to store.</summary>
/// <param name="Decisions">The decisions.</param>
internal sealed record DecisionsBody(IReadOnlyList<DecisionBody>? Decisions);

/// <summary>Decisions that were stored.</summary>
/// <param name="Stored">How many count from now on.</param>
/// <param name="Older">How many are not newer than what was stored, and change nothing.</param>
/// <param name="Ids">Ids of all of them, in order.</param>
internal sealed record DecisionsResult(int Stored, int Older, IReadOnlyList<string> Ids);

/// <summary>A page of decisions.</summary>
/// <param name="Decisions">The decisions.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record DecisionPage(IReadOnlyList<DecisionBody> Decisions, string? NextCursor);

/// <summary>An import.</summary>
/// <param name="Stored">How many decisions count from now on.</param>
/// <param name="Older">How many are not newer than what was stored, and change nothing.</param>
/// <param name="Bad">How many rows could not be read.</param>
/// <param name="Errors">What is wrong with them, the first 100.</param>
internal sealed record ImportResult(int Stored, int Older, int Bad, IReadOnlyList<ImportError> Errors);

/// <summary>A row that could not be read.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Field">The field at fault; null for none.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record ImportError(long Line, string? Field, string Message);

/// <summary>A page of the queue.</summary>
/// <param name="Items">The items, most useful first.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last.</param>
internal sealed record QueuePage(IReadOnlyList<QueueItem> Items, string? NextCursor);

/// <summary>An answer that waits for a person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ListingId">The caller's id of the listing; null where it has none.</param>
/// <param name="TextHash">Hash of the listing's text.</param>
/// <param name="Category">Id of the listing's category.</param>
/// <param name="AttributeId">Id of the attribute.</param>
/// <param name="Answer">The engine's answer, in the form of identify.</param>
/// <param name="Listing">The text; null where it was deleted.</param>
/// <param name="TaxonomyVersion">Version of the taxonomy of its ids.</param>
/// <param name="Seen">How often the listing was seen.</param>
/// <param name="Usefulness">Larger is more useful: how unsure the engine is, and how often the listing was seen.</param>
/// <param name="Time">When it was seen last.</param>
internal sealed record QueueItem(
    string Id, string? ListingId, string TextHash, string? Category, string AttributeId, JsonElement Answer, ListingText? Listing,
    string TaxonomyVersion, int Seen, double Usefulness, DateTimeOffset Time);

/// <summary>Items that were removed.</summary>
/// <param name="Removed">How many.</param>
internal sealed record RemovedItems(int Removed);

/// <summary>Proposed values.</summary>
/// <param name="Proposals">The proposals, most frequent first; PATCH /v1/taxonomy accepts one by add-value or add-alias.</param>
internal sealed record ProposalsResult(IReadOnlyList<Proposal> Proposals);

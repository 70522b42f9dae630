using System.Text.Json;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.LifeCycle;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Taxonomy;
using Microsoft.AspNetCore.Mvc;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/taxonomy</c>: reading, editing, comparing and publishing.</summary>
internal static class TaxonomyEndpoints
{
    private const int MostEdits = 10_000;
    private const string Versions = "live (what is served, the default), draft, published, or a version";

    /// <summary>Maps the routes.</summary>
    public static void MapTaxonomy(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1/taxonomy").WithTags("Taxonomy")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("", StateAsync).RequireScope(KeyScope.Read).Produces<TaxonomySummary>()
            .WithSummary("Name, versions and counts; the ETag is the draft's version");
        group.MapGet("/categories", CategoriesAsync).RequireScope(KeyScope.Read)
            .WithSummary("Categories, parents before children; 'parent' gives those directly below one")
            .WithDescription($"'taxonomy_version': {Versions}. 'parent' is an id, or empty for the roots.");
        group.MapGet("/attributes", AttributesAsync).RequireScope(KeyScope.Read).WithSummary("Attributes, all or those of a category");
        group.MapGet("/attributes/{id}", AttributeAsync).RequireScope(KeyScope.Read).WithSummary("An attribute");
        group.MapGet("/attributes/{id}/values", ValuesAsync).RequireScope(KeyScope.Read)
            .WithSummary("The values of an attribute; 'status' active, deprecated or any (default)");
        group.MapPatch("", EditAsync).RequireScope(KeyScope.Edit).Produces<DraftChange>()
            .WithSummary("Edits the draft, all edits or none; If-Match names the draft's version; 'dry_run' shows the effects")
            .WithDescription(
                "Edits are objects in the form of the journal, such as {\"edit\": \"rename-value\", \"value\": \"color/slate\", \"label\": "
                + "\"Slate grey\"}; 'epmrl taxonomy edit --help' lists them. With 'dry_run=true' the answer is the preview of the change.")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        group.MapGet("/versions", HistoryAsync).RequireScope(KeyScope.Read).WithSummary("Who changed what, when and why, newest first");
        group.MapGet("/diff", DiffAsync).RequireScope(KeyScope.Read)
            .WithSummary("Differences of two versions; by default from the published one to the draft");
        group.MapPost("/publish", PublishAsync).RequireScope(KeyScope.Edit).Produces<PublishResult>()
            .WithSummary("Publishes the draft; 'reindex' starts a reindex, after which it is served; 'dry_run' shows the effects")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapPost("/revert", RevertAsync).RequireScope(KeyScope.Edit).Produces<DraftChange>()
            .WithSummary("Makes an earlier version the draft again, as a new entry of the journal; If-Match names the draft's version")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static async Task<IResult> StateAsync(HttpContext context, TaxonomyService taxonomies)
    {
        using RequestContext request = RequestContext.Begin(context);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        ProductTaxonomy served = index.Index.Taxonomy;
        TaxonomyState? state = taxonomies.IsEditable(request.Catalog.Name) ? taxonomies.State(request.Catalog.Name) : null;
        ProductTaxonomy shown = state?.Draft ?? served;
        Tag(context, shown.Version);
        return TypedResults.Ok(new TaxonomySummary(
            shown.Name, shown.Locale, state?.Draft.Version, state?.PublishedVersion, served.Version, index.Index.Manifest.Version,
            state is not null, state?.Sequence ?? 0, shown.Categories.Count, shown.Attributes.Count,
            shown.Attributes.Sum(attribute => attribute.Values.Count(value => value.Status == ValueStatus.Active))));
    }

    private static async Task<CategoryPage> CategoriesAsync(
        HttpContext context, TaxonomyService taxonomies, string? parent = null, string? cursor = null, int? limit = null,
        [FromQuery(Name = "taxonomy_version")] string? version = null)
    {
        ProductTaxonomy taxonomy = await AtAsync(context, taxonomies, version);
        string? above = parent is { Length: > 0 }
            ? Found(taxonomy.TryFindCategory(parent, out Category? found) ? found : null, $"There is no category '{parent}'.").Id
            : null;
        IReadOnlyList<Category> all = parent is null
            ? taxonomy.Categories
            : [.. taxonomy.Categories.Where(category => category.ParentId == above)];
        ILookup<string, Category> below =
            taxonomy.Categories.Where(category => category.ParentId is not null).ToLookup(category => category.ParentId!);
        (IReadOnlyList<Category> page, string? next) = Paging.Of(all, taxonomy.Version, $"categories\n{parent}", cursor, limit);
        return new CategoryPage(
            [
                .. page.Select(category => new CategoryBody(
                    category.Id, category.Name, category.Path, category.ParentId, category.Description, category.Names,
                    [.. category.Attributes.Select(attribute => attribute.Id)], below[category.Id].Count())),
            ],
            taxonomy.Version, next);
    }

    private static async Task<AttributePage> AttributesAsync(
        HttpContext context, TaxonomyService taxonomies, string? category = null, string? cursor = null, int? limit = null,
        [FromQuery(Name = "taxonomy_version")] string? version = null)
    {
        ProductTaxonomy taxonomy = await AtAsync(context, taxonomies, version);
        IReadOnlyList<AttributeDefinition> all = category is null
            ? taxonomy.Attributes
            : Found(taxonomy.TryFindCategory(category, out Category? found) ? found : null, $"There is no category '{category}'.").Attributes;
        (IReadOnlyList<AttributeDefinition> page, string? next) =
            Paging.Of(all, taxonomy.Version, $"attributes\n{category}", cursor, limit);
        return new AttributePage([.. page.Select(AttributeBody.Of)], taxonomy.Version, next);
    }

    private static async Task<AttributeBody> AttributeAsync(
        HttpContext context, TaxonomyService taxonomies, string id, [FromQuery(Name = "taxonomy_version")] string? version = null) =>
        AttributeBody.Of(AttributeOf(await AtAsync(context, taxonomies, version), id));

    private static async Task<ValuePage> ValuesAsync(
        HttpContext context, TaxonomyService taxonomies, string id, string? status = null, string? cursor = null, int? limit = null,
        [FromQuery(Name = "taxonomy_version")] string? version = null)
    {
        ProductTaxonomy taxonomy = await AtAsync(context, taxonomies, version);
        AttributeDefinition attribute = AttributeOf(taxonomy, id);
        IReadOnlyList<TaxonomyValue> all = status switch
        {
            null or "any" => attribute.Values,
            "active" => [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)],
            "deprecated" => [.. attribute.Values.Where(value => value.Status == ValueStatus.Deprecated)],
            _ => throw RequestException.Invalid($"'status' is '{status}'; expected active, deprecated or any.", "status"),
        };
        (IReadOnlyList<TaxonomyValue> page, string? next) =
            Paging.Of(all, taxonomy.Version, $"values\n{attribute.Id}\n{status}", cursor, limit);
        return new ValuePage(
            [
                .. page.Select(value => new ValueBody(
                    new ValueId(attribute.Id, value.Id).ToString(), value.Label, value.Aliases, value.LocaleLabels, value.Description,
                    value.Status, value.ReplacedBy, value.SplitInto)),
            ],
            taxonomy.Version, next);
    }

    private static async Task<IResult> EditAsync(
        EditsBody body, HttpContext context, TaxonomyService taxonomies, [FromQuery(Name = "dry_run")] bool dryRun = false)
    {
        IReadOnlyList<TaxonomyEdit> edits = Read(body.Edits);
        string catalog = context.CatalogName();
        Func<string, bool>? expected = Preconditions.Of(context);
        if (dryRun)
        {
            (ProductTaxonomy before, ProductTaxonomy after) = taxonomies.Try(catalog, edits);
            return TypedResults.Ok(await PreviewAsync(context, before, after));
        }

        DraftChange change = await taxonomies.EditAsync(
            catalog, edits, Author(context, body.Why), expected ?? throw Preconditions.Missing("the draft"), context.RequestAborted);
        Tag(context, change.Draft);
        return TypedResults.Ok(change);
    }

    private static VersionPage HistoryAsync(HttpContext context, TaxonomyService taxonomies, string? cursor = null, int? limit = null)
    {
        string catalog = context.CatalogName();
        IReadOnlyList<JournalEntry> all = taxonomies.History(catalog);
        TaxonomyState state = taxonomies.State(catalog);
        int size = Paging.Size(limit);
        long below = Paging.Read(cursor) is not { } text ? long.MaxValue
            : long.TryParse(text, out long number) ? number
            : throw RequestException.Invalid("'cursor' is not a cursor of this list.", "cursor");
        JournalEntry[] page = [.. all.Reverse().Where(entry => entry.Sequence < below).Take(size)];
        return new VersionPage(
            [
                .. page.Select(entry => new VersionBody(
                    entry.Sequence, entry.Version, entry.Time, entry.Who, entry.Why, entry.Action,
                    [.. entry.Edits.Take(1_000).Select(edit => JsonSerializer.SerializeToElement(edit, JournalLine.Json))], entry.Edits.Count,
                    entry.Version == state.PublishedVersion)),
            ],
            page.Length > 0 && page[^1].Sequence > 1
                ? Paging.After(page[^1].Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : null);
    }

    private static async Task<DiffBody> DiffAsync(
        HttpContext context, TaxonomyService taxonomies, string? from = null, string? to = null)
    {
        ProductTaxonomy newer = await AtAsync(context, taxonomies, to ?? "draft");
        ProductTaxonomy older = await AtAsync(
            context, taxonomies, from ?? (taxonomies.State(context.CatalogName()).PublishedVersion is null ? "live" : "published"));
        return DiffBody.Of(TaxonomyDiff.Between(older, newer));
    }

    private static async Task<IResult> PublishAsync(
        PublishBody body, HttpContext context, TaxonomyService taxonomies, ReindexService reindexes,
        [FromQuery(Name = "dry_run")] bool dryRun = false)
    {
        string catalog = context.CatalogName();
        if (dryRun)
        {
            TaxonomyState state = taxonomies.State(catalog);
            ProductTaxonomy before = state.PublishedVersion is { } published
                ? taxonomies.Version(catalog, published)
                : await AtAsync(context, taxonomies, "live");
            return TypedResults.Ok(await PreviewAsync(context, before, state.Draft));
        }

        DraftChange change = await taxonomies.PublishAsync(
            catalog, Author(context, body.Why ?? "published"), Preconditions.Of(context) ?? (_ => true), context.RequestAborted);
        Tag(context, change.Draft);
        ReindexReport? reindex = null;
        if (body.Reindex)
        {
            try
            {
                reindex = await reindexes.StartAsync(catalog, context.User.NameOf(), context.RequestAborted);
            }
            catch (ReindexRunningException running)
            {
                reindex = running.Running; // it reads the taxonomy again before it ends
            }
        }

        return TypedResults.Ok(new PublishResult(change.Sequence, change.Draft, change.Diff, reindex));
    }

    private static async Task<DraftChange> RevertAsync(RevertBody body, HttpContext context, TaxonomyService taxonomies)
    {
        Func<string, bool> expected = Preconditions.Of(context) ?? throw Preconditions.Missing("the draft");
        string catalog = context.CatalogName();
        if (string.IsNullOrEmpty(body.Version))
        {
            throw RequestException.Invalid("'version' is missing; GET /v1/taxonomy/versions lists them.", "version");
        }

        string version = taxonomies.Version(catalog, body.Version).Version;
        DraftChange change = await taxonomies.RevertAsync(catalog, version, Author(context, body.Why), expected, context.RequestAborted);
        Tag(context, change.Draft);
        return change;
    }

    private static async Task<ChangePreview> PreviewAsync(HttpContext context, ProductTaxonomy before, ProductTaxonomy after)
    {
        using RequestContext request = RequestContext.Begin(context);
        return await TaxonomyService.PreviewAsync(before, after, request.Catalog.Encoder, request.CancellationToken);
    }

    private static async Task<ProductTaxonomy> AtAsync(HttpContext context, TaxonomyService taxonomies, string? version)
    {
        string catalog = context.CatalogName();
        switch (version)
        {
            case "draft" or "candidate":
                return taxonomies.State(catalog).Draft;
            case "published":
                return taxonomies.Version(catalog, taxonomies.State(catalog).PublishedVersion
                    ?? throw RequestException.NotFound($"Nothing was published of the taxonomy of '{catalog}' yet."));
        }

        using RequestContext request = RequestContext.Begin(context);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        ProductTaxonomy served = index.Index.Taxonomy;
        return version is null or "live" || served.Version == version ? served
            : taxonomies.IsEditable(catalog) ? taxonomies.Version(catalog, version)
            : throw RequestException.NotFound($"There is no version '{version}'; {served.Version} is served.");
    }

    private static AttributeDefinition AttributeOf(ProductTaxonomy taxonomy, string id) =>
        Found(taxonomy.TryFindAttribute(id, out AttributeDefinition? found) ? found : null, $"There is no attribute '{id}'.");

    private static T Found<T>(T? thing, string otherwise) => thing ?? throw RequestException.NotFound(otherwise);

    private static Authorship Author(HttpContext context, string? why) => string.IsNullOrWhiteSpace(why)
        ? throw RequestException.Invalid("'why' is empty; the journal keeps why the taxonomy changed.", "why")
        : new Authorship(context.User.NameOf(), why);

    private static void Tag(HttpContext context, string version) => context.Response.Headers.ETag = $"\"{version}\"";

    private static TaxonomyEdit[] Read(IReadOnlyList<JsonElement>? edits)
    {
        if (edits is not { Count: > 0 })
        {
            throw RequestException.Invalid(
                "'edits' is empty; expected edits such as {\"edit\": \"rename-value\", \"value\": \"color/slate\", \"label\": \"Slate\"}.",
                "edits");
        }

        if (edits.Count > MostEdits)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_many", $"{edits.Count:N0} edits; at most {MostEdits:N0} are allowed at a time.", "edits");
        }

        var read = new TaxonomyEdit[edits.Count];
        var problems = new List<string>();
        for (int i = 0; i < edits.Count; i++)
        {
            if (TaxonomyEditJson.TryRead(edits[i].GetRawText(), out TaxonomyEdit? edit, out string? problem))
            {
                read[i] = edit;
            }
            else if (problems.Count < 50)
            {
                problems.Add($"edit {i + 1}: {problem}");
            }
        }

        return problems.Count == 0 ? read : throw RequestException.Invalid(string.Join('\n', problems), "edits");
    }
}

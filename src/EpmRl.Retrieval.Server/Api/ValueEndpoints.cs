using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/values/search</c>: free text to values of the taxonomy.</summary>
internal static class ValueEndpoints
{
    private const int MostHits = 1_000;
    private const int LongestQuery = 1_000;

    /// <summary>Maps the routes.</summary>
    public static void MapValues(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/values/search", SearchAsync)
            .WithTags("Values")
            .WithSummary("Finds values by spelling, typing errors allowed, and by meaning; with facets, a cursor, and why each ranks")
            .RequireScope(KeyScope.Read).WithMetadata(CallsEncoder.Mark).Produces<ValueSearchResult>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        app.MapPost("/v1/values/search", (ValueSearchBody body, HttpContext context) => SearchAsync(
                context, body.Q, body.Category, body.Attribute, body.Status, body.Locale, body.Below, body.Separate, body.Limit,
                    body.Cursor))
            .WithTags("Values").WithSummary("The same with a JSON body")
            .RequireScope(KeyScope.Read).WithMetadata(CallsEncoder.Mark).Produces<ValueSearchResult>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> SearchAsync(
        HttpContext context,
        string? q,
        string? category = null,
        string? attribute = null,
        string? status = null,
        string? locale = null,
        bool? below = null,
        bool? separate = null,
        int? limit = null,
        string? cursor = null)
    {
        if (string.IsNullOrWhiteSpace(q))
        {
            throw RequestException.Invalid("'q' is empty; expected the text to search.", "q");
        }

        if (q.Length > LongestQuery)
        {
            throw RequestException.Invalid($"'q' has {q.Length:N0} characters; at most {LongestQuery:N0} are allowed.", "q");
        }

        if (limit is < 1 or > MostHits)
        {
            throw RequestException.Invalid($"'limit' is {limit}; expected 1 to {MostHits}.", "limit");
        }

        using RequestContext request = RequestContext.Begin(context);
        using IndexLease index = await request.Catalog.Indexes.AcquireAsync(request.CancellationToken);
        var query = new ValueQuery(q)
        {
            Category = category,
            IncludeBelow = below ?? true,
            Attribute = attribute,
            Status = status switch
            {
                null or "active" => ValueStatus.Active,
                "deprecated" => ValueStatus.Deprecated,
                "any" => null,
                _ => throw RequestException.Invalid($"'status' is '{status}'; expected active, deprecated or any.", "status"),
            },
            Locale = locale,
            Merge = separate is not true,
            Limit = limit ?? 10,
            Cursor = cursor,
        };
        ValueSearchPage page = await request.Catalog.Search.SearchAsync(index, query, request.CancellationToken);
        return Results.Bytes(ValueSearchJson.ToBytes(q, page, index.Index), "application/json");
    }
}

/// <summary>A search for values.</summary>
/// <param name="Q">A label, an alias, an id, the beginning of one, or a description.</param>
/// <param name="Category">Id, path or unambiguous name of the category to search.</param>
/// <param name="Attribute">Id or name of the attribute to search.</param>
/// <param name="Status"><c>active</c> (default), <c>deprecated</c> or <c>any</c>.</param>
/// <param name="Locale">Language of the reader: labels are of it.</param>
/// <param name="Below">Whether categories below <paramref name="Category"/> are searched too; default true.</param>
/// <param name="Separate">Whether a value that several attributes share is a hit of each.</param>
/// <param name="Limit">Most hits of a page, 1 to 1,000; default 10.</param>
/// <param name="Cursor"><c>next_cursor</c> of the page before.</param>
internal sealed record ValueSearchBody(
    string? Q,
    string? Category = null,
    string? Attribute = null,
    string? Status = null,
    string? Locale = null,
    bool? Below = null,
    bool? Separate = null,
    int? Limit = null,
    string? Cursor = null);

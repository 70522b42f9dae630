using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Security;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>/v1/match/…</c>: are two listings the same product, and which listings may be.</summary>
internal static class MatchEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapMatch(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/v1/match").WithTags("Match").RequireScope(KeyScope.Tag).WithMetadata(CallsEncoder.Mark)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests);
        group.MapPost("/decide", DecideAsync).Produces<PairDecisionsResult>()
            .WithSummary("Decides pairs of listings: same, variant, different or unsure, with probability and aligned aspects");
        group.MapPost("/explain", ExplainAsync).Produces<PairDecisionResult>(StatusCodes.Status200OK, "application/json", "text/html")
            .WithSummary("Decides one pair and shows why; 'Accept: text/html' gives a page with both texts side by side");
        group.MapPost("/candidates", CandidatesAsync).Produces<CandidatesResult>()
            .WithSummary("Finds the pairs of two lists, or within one, that may be the same product");
    }

    private static async Task DecideAsync(PairsBody body, HttpContext context, ServerOptions options)
    {
        using RequestContext request = RequestContext.Begin(context);
        IReadOnlyList<PairDecision> decisions = await DecideAllAsync(body, request, options);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("decisions"u8);
        foreach (PairDecision decision in decisions)
        {
            DecisionLines.Write(json, decision);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task ExplainAsync(PairBody body, HttpContext context, ServerOptions options)
    {
        using RequestContext request = RequestContext.Begin(context);
        (ListingPair pair, PairDecision decision) = (await DecideOneAsync(body, request, options))[0];
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Content(ExplanationPage.Render([(pair, decision)]), "text/html; charset=utf-8").ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        DecisionLines.Write(json, decision);
    }

    private static async Task<CandidatesResult> CandidatesAsync(CandidatesBody body, HttpContext context, ServerOptions options)
    {
        using RequestContext request = RequestContext.Begin(context);
        IReadOnlyList<ProductProfile> left = await ReadAsync(body.Left, "left");
        IReadOnlyList<ProductProfile>? right = body.Right is { } other ? await ReadAsync(other, "right") : null;
        CandidateSearch search = CandidateFinder.Find(left, right, new CandidateOptions(), cancellationToken: request.CancellationToken);
        return new CandidatesResult(
            [.. search.Pairs.Select(pair => new CandidateAnswer(left[pair.Left].Id, (right ?? left)[pair.Right].Id,
                Math.Round(pair.Score, 6)))]);

        async Task<IReadOnlyList<ProductProfile>> ReadAsync(IReadOnlyList<JsonElement>? listings, string name)
        {
            ThrowIfCountIsWrong(listings, name, options.Limits);
            return await Listings.ReadAsync([.. listings!.Select((one, i) => (one, $"{name}[{i}]"))], options.Limits,
                request.CancellationToken);
        }
    }

    private static async Task<IReadOnlyList<PairDecision>> DecideAllAsync(PairsBody body, RequestContext request, ServerOptions options)
    {
        ThrowIfCountIsWrong(body.Pairs, "pairs", options.Limits);
        IReadOnlyList<ProductProfile> listings = await Listings.ReadAsync(
            [.. body.Pairs!.SelectMany((pair, i) => new[] { (pair.A, $"pairs[{i}].a"), (pair.B, $"pairs[{i}].b") })],
            options.Limits, request.CancellationToken);
        ListingPair[] pairs = [.. listings.Chunk(2).Select(two => new ListingPair(two[0], two[1]))];
        return await request.Catalog.Matcher.DecideAsync(pairs, request.CancellationToken);
    }

    private static async Task<IReadOnlyList<(ListingPair Pair, PairDecision Decision)>> DecideOneAsync(
        PairBody body, RequestContext request, ServerOptions options)
    {
        IReadOnlyList<ProductProfile> listings =
            await Listings.ReadAsync([(body.A, "a"), (body.B, "b")], options.Limits, request.CancellationToken);
        var pair = new ListingPair(listings[0], listings[1]);
        return [(pair, (await request.Catalog.Matcher.DecideAsync([pair], request.CancellationToken))[0])];
    }

    private static void ThrowIfCountIsWrong<T>(IReadOnlyList<T>? items, string name, LimitOptions limits)
    {
        if (items is null or { Count: 0 })
        {
            throw RequestException.Invalid($"'{name}' is empty or missing; expected an array.", name);
        }

        if (items.Count > limits.MaxItems)
        {
            throw new RequestException(
                StatusCodes.Status413PayloadTooLarge, "too_many",
                $"'{name}' has {items.Count} items; at most {limits.MaxItems} are allowed in one request.", name);
        }
    }
}

/// <summary>Two listings.</summary>
/// <param name="A">The first listing: an object with <c>title</c>.</param>
/// <param name="B">The second.</param>
internal sealed record PairBody(JsonElement A, JsonElement B);

/// <summary>Pairs of listings.</summary>
/// <param name="Pairs">The pairs.</param>
internal sealed record PairsBody(IReadOnlyList<PairBody>? Pairs);

/// <summary>One or two lists of listings.</summary>
/// <param name="Left">The first list.</param>
/// <param name="Right">The second; absent to find pairs within the first.</param>
internal sealed record CandidatesBody(IReadOnlyList<JsonElement>? Left, IReadOnlyList<JsonElement>? Right = null);

/// <summary>Pairs that may be the same product, best first.</summary>
/// <param name="Pairs">The pairs.</param>
internal sealed record CandidatesResult(IReadOnlyList<CandidateAnswer> Pairs);

/// <summary>A pair that may be the same product.</summary>
/// <param name="A">Id of the first listing.</param>
/// <param name="B">Id of the second.</param>
/// <param name="Score">How alike they are; higher is more.</param>
internal sealed record CandidateAnswer(string A, string B, double Score);

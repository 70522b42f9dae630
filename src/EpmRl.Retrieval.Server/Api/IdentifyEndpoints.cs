using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.Server.Hosting;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Server.Review;
using EpmRl.Retrieval.Server.Security;
using EpmRl.Retrieval.Server.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.OpenApi;

namespace EpmRl.Retrieval.Server.Api;

/// <summary><c>POST /v1/identify</c>: listings in, attribute values out; one, many, or a stream of lines.</summary>
internal static class IdentifyEndpoints
{
    private const string Lines = "application/x-ndjson";
    private const int StreamBatch = 16; // small, so that answers follow soon after their lines
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2); // between lines of a stream

    /// <summary>Maps the route.</summary>
    public static void MapIdentify(this IEndpointRouteBuilder app) => app.MapPost("/v1/identify", IdentifyAsync)
        .WithTags("Identify")
        .WithSummary("Identifies the attributes of one listing, of an array, or of a stream of lines")
        .WithDescription(
            "A JSON object is answered with one result. An array, or an object with an array, is answered with an object: 'results' in the "
            + "order of the listings, an 'error' in place of the result of a listing that cannot be read. Content type "
            + "application/x-ndjson: one listing a line, one answer a line, while the request is still being sent.")
        .RequireScope(KeyScope.Tag).WithMetadata(CallsEncoder.Mark)
        .Accepts<ListingBody>("application/json", Lines, "application/jsonl")
        .Produces<ListingResult>()
        .AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            // One listing is answered with one result, several with an object of results.
            OpenApiMediaType answer = operation.Responses!["200"].Content!["application/json"];
            answer.Schema = new OpenApiSchema
            {
                OneOf = [answer.Schema!, await context.GetOrCreateSchemaAsync(typeof(ListingResults), null, cancellationToken)],
            };
        })
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Whether a request is a stream of lines: it waits in the bulk lane, which refuses nobody.</summary>
    public static bool IsStream(HttpRequest request) => TypeOf(request) is Lines or "application/jsonl" or "application/jsonlines";

    private static string TypeOf(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";

    private static Task IdentifyAsync(HttpContext context, ServerOptions options) =>
        IsStream(context.Request) ? StreamAsync(context, options)
        : TypeOf(context.Request) == "application/json" ? AnswerAsync(context, options)
        : throw new RequestException(
            StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
            $"Content-Type is '{context.Request.ContentType}'; expected application/json, or {Lines} for a stream of lines.",
            "Content-Type");

    private static async Task AnswerAsync(HttpContext context, ServerOptions options)
    {
        using RequestContext request = RequestContext.Begin(context);
        byte[] body = await BodyAsync(context, request.CancellationToken);
        bool isOne = JsonBody.IsOne(body, "title", "description");
        var rows = new List<CatalogRow>();
        await foreach (CatalogRow row in ReadAsync(new MemoryStream(body), options.Limits, request.CancellationToken))
        {
            rows.Add(row);
            if (rows.Count > options.Limits.MaxItems)
            {
                throw new RequestException(
                    StatusCodes.Status413PayloadTooLarge, "too_many",
                    $"More than {options.Limits.MaxItems} listings in one request. Send fewer, a stream of lines, or a job.");
            }
        }

        if (rows.Count == 0)
        {
            throw RequestException.Invalid("The body holds no listing. Expected an object with 'title', or an array of them.");
        }

        if (isOne && rows[0].Error is { } error)
        {
            throw RequestException.Invalid(error.Message, error.Field);
        }

        ProductProfile[] listings = [.. rows.Where(row => row.Error is null).Select(row => row.Profile!)];
        IReadOnlyList<TagResult> results = await ReviewedAsync(
            context, request, listings, await request.Catalog.Identifier(Lane.Interactive)
                .IdentifyAsync(listings, request.CancellationToken));
        ServerTelemetry.Count(results);
        context.Response.ContentType = "application/json";
        if (isOne)
        {
            await using var one = new Utf8JsonWriter(context.Response.BodyWriter, JsonLines.Writing);
            TagResultJson.Write(one, results[0], listings[0]);
            return;
        }

        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonLines.Writing);
        json.WriteStartObject();
        json.WriteStartArray("results"u8);
        int at = 0;
        foreach (CatalogRow row in rows)
        {
            if (row.Error is { } bad)
            {
                Write(json, bad);
                continue;
            }

            TagResultJson.Write(json, results[at], listings[at]);
            at++;
        }

        json.WriteEndArray();
        json.WriteNumber("errors"u8, rows.Count - listings.Length);
        json.WriteEndObject();
    }

    // Decisions of people win; 'review=true' keeps what needs one.
    private static async Task<IReadOnlyList<TagResult>> ReviewedAsync(
        HttpContext context, RequestContext request, IReadOnlyList<ProductProfile> listings, IReadOnlyList<TagResult> results)
    {
        IReadOnlyList<TagResult> reviewed = await context.RequestServices.GetRequiredService<ReviewedAnswers>()
            .ApplyAsync(request.Catalog, listings, results, request.CancellationToken);
        if (string.Equals(context.Request.Query["review"], "true", StringComparison.OrdinalIgnoreCase))
        {
            await context.RequestServices.GetRequiredService<ReviewQueue>()
                .CollectAsync(request.Catalog.Name, listings, reviewed, request.CancellationToken);
        }

        return reviewed;
    }

    // Both ways at once: a line is answered while the next ones are still on their way.
    private static async Task StreamAsync(HttpContext context, ServerOptions options)
    {
        using RequestContext request = RequestContext.Begin(context, hasDeadline: false);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // each line has a limit, the stream has none
        }

        // A sender may pause between lines, but not for ever: the idle limit below replaces the least rate of a body.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = Lines;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(request.CancellationToken);
        idle.CancelAfter(LongestPause);
        await context.Response.StartAsync(idle.Token);
        try
        {
            await AnswerLinesAsync(context, request, options, idle);
        }
        catch (Exception gone) when (gone is BadHttpRequestException or OperationCanceledException)
        {
            context.Abort(); // the sender left, or paused too long: no fault of the service, and the answer must not look complete
        }
    }

    private static async Task AnswerLinesAsync(
        HttpContext context, RequestContext request, ServerOptions options, CancellationTokenSource idle)
    {
        CancellationToken cancellationToken = idle.Token;
        AttributeIdentifier identifier = request.Catalog.Identifier(Lane.Bulk);
        await foreach (List<CatalogRow> batch in BatchesAsync(context.Request.Body, options.Limits, cancellationToken))
        {
            ProductProfile[] listings = [.. batch.Where(row => row.Error is null).Select(row => row.Profile!)];
            IReadOnlyList<TagResult> results =
                await ReviewedAsync(context, request, listings, await identifier.IdentifyAsync(listings, cancellationToken));
            ServerTelemetry.Count(results);
            int at = 0;
            foreach (CatalogRow row in batch)
            {
                using (var json = new Utf8JsonWriter(context.Response.BodyWriter, JsonLines.Writing))
                {
                    if (row.Error is { } bad)
                    {
                        Write(json, bad);
                    }
                    else
                    {
                        TagResultJson.Write(json, results[at], listings[at]);
                        at++;
                    }
                }

                context.Response.BodyWriter.Write("\n"u8);
            }

            await context.Response.BodyWriter.FlushAsync(cancellationToken);
            idle.CancelAfter(LongestPause);
        }
    }

    // What has arrived makes a batch, up to its size: a slow sender's lines are not held back.
    private static async IAsyncEnumerable<List<CatalogRow>> BatchesAsync(
        Stream body, LimitOptions limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<CatalogRow> rows =
            ReadAsync(body, limits, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var batch = new List<CatalogRow>();
        while (true)
        {
            ValueTask<bool> next = rows.MoveNextAsync();
            if (!next.IsCompleted && batch.Count > 0)
            {
                yield return batch;
                batch = [];
            }

            if (!await next)
            {
                break;
            }

            batch.Add(rows.Current);
            if (batch.Count == StreamBatch)
            {
                yield return batch;
                batch = [];
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static async IAsyncEnumerable<CatalogRow> ReadAsync(
        Stream body, LimitOptions limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = new ProductReader(
            body, "request", new ProductReaderOptions { Format = CatalogFormat.JsonLines, MaxRowBytes = limits.MaxLineBytes });
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken))
        {
            if (row.Profile is { } listing)
            {
                Listings.ThrowIfTooLong(listing, limits, row.Line);
            }

            yield return row;
        }
    }

    private static async Task<byte[]> BodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, 1 << 20));
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static void Write(Utf8JsonWriter json, RowError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteNumber("line"u8, error.Line);
        json.WriteString("field"u8, error.Field);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>A listing.</summary>
/// <param name="Title">Its title; title or description is required.</param>
/// <param name="Description">Its description; markup is allowed.</param>
/// <param name="Id">The caller's own id.</param>
/// <param name="Category">Id, path or name of its category; predicted when absent.</param>
internal sealed record ListingBody(string Title, string? Description = null, string? Id = null, string? Category = null);

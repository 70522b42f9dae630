using System.Net;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Grpc;

/// <summary>Every recorded error of a real server is mapped to the right kind.</summary>
public sealed class ErrorMappingTests
{
    [Fact]
    public void Every_recorded_error_has_its_kind_and_its_text()
    {
        int checkedErrors = 0;
        foreach (string file in Directory.EnumerateFiles(TestPaths.Shared("qdrant", "traffic"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (RecordedExchange exchange in RecordedExchange.ReadFile(file).Where(exchange => exchange.Response.Status >= 400))
            {
                string text = exchange.Response.Body is JsonObject body
                    ? body["status"]!["error"]!.GetValue<string>()
                    : exchange.Response.Body?.ToString() ?? "";
                TimeSpan? retryAfter = exchange.Response.Headers["retry-after"] is { } seconds
                    ? TimeSpan.FromSeconds(int.Parse(seconds.ToString(), System.Globalization.CultureInfo.InvariantCulture))
                    : null;
                byte[] bytes = exchange.Response.Body is JsonObject
                    ? System.Text.Encoding.UTF8.GetBytes(exchange.Response.Body.ToJsonString())
                    : System.Text.Encoding.UTF8.GetBytes(text);
                var call = new QdrantCall($"{exchange.Request.Method} {exchange.Request.Path}", TimeSpan.FromSeconds(1));

                QdrantCallException mapped =
                    QdrantErrors.OfStatus("localhost:6333", call, (HttpStatusCode)exchange.Response.Status, bytes, retryAfter);

                string what = $"{Path.GetFileName(file)}/{exchange.Name}";
                Assert.True(
                    ExpectedOf(exchange.Response.Status, text, retryAfter) == (mapped.Failure, mapped.IsTransient),
                    $"{what}: {mapped.Failure}, transient {mapped.IsTransient}");
                Assert.Contains($"{exchange.Response.Status}", mapped.Message);
                Assert.Equal(retryAfter, mapped.RetryAfter);
                string shown = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                Assert.Contains(shown.Length > 100 ? shown[..100] : text.Trim(), mapped.Message);
                checkedErrors++;
            }
        }

        Assert.True(checkedErrors > 150, $"{checkedErrors} errors were found in the recordings");
    }

    // What a caller may rely on, in terms of the recordings.
    private static (QdrantFailure, bool) ExpectedOf(int status, string text, TimeSpan? retryAfter) => status switch
    {
        400 when text.Contains("larger than allowed", StringComparison.Ordinal) => (QdrantFailure.TooLarge, false),
        400 when text.Contains("\"upsert limit\"", StringComparison.Ordinal)
            || text.Contains("\"search batch size\"", StringComparison.Ordinal) => (QdrantFailure.TooLarge, false),
        400 or 422 => (QdrantFailure.Refused, false),
        401 => (QdrantFailure.Unauthorized, false),
        403 => (QdrantFailure.Forbidden, false),
        404 => (QdrantFailure.NotFound, false),
        409 => (QdrantFailure.Conflict, false),
        429 => retryAfter is null ? (QdrantFailure.TooLarge, false) : (QdrantFailure.RateLimited, true),
        500 when text.Contains("Timeout error", StringComparison.Ordinal) => (QdrantFailure.Timeout, true),
        500 => (QdrantFailure.Unavailable, true),
        _ => throw new InvalidOperationException($"status {status} was not expected"),
    };
}

using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>Checks that apply to every request of the adapter, in any test.</summary>
internal static class RequestChecks
{
    private static readonly Lazy<OpenApiRequestCheck?> Document = new(() =>
        TestPaths.SharedOrNull is { } shared ? OpenApiRequestCheck.Load(Path.Combine(shared, "qdrant", "openapi.json")) : null);

    /// <summary>
    /// Each is described by the API, without unknown names (which the server silently ignores); every write has <c>wait=true</c>; every
    /// read says whether it wants payload and vector; filters use only indexed fields; counts are exact.
    /// </summary>
    public static void AllAreValid(IReadOnlyList<RecordedExchange> exchanges)
    {
        foreach (RecordedExchange exchange in exchanges)
        {
            string what = $"{exchange.Request.Method} {exchange.Request.Path}";
            Assert.NotEqual(501, exchange.Response.Status);
            if (exchange.Request.Method == "GRPC")
            {
                continue; // refused before its message was read
            }

            if (Document.Value is { } document)
            {
                IReadOnlyList<string> problems = document.Check(exchange.Request);
                Assert.True(problems.Count == 0, $"{what}: {string.Join("; ", problems)}");
            }

            CheckOwnRules(what, exchange.Request);
        }
    }

    private static void CheckOwnRules(string what, RecordedRequest request)
    {
        string path = request.Path.Split('?')[0];
        bool waits = path.EndsWith("/points", StringComparison.Ordinal) && request.Method == "PUT"
            || path.EndsWith("/index", StringComparison.Ordinal)
            || path.EndsWith("/snapshots", StringComparison.Ordinal) && request.Method == "POST"
            || path.EndsWith("/upload", StringComparison.Ordinal);
        Assert.True(!waits || request.Path.Contains("wait=true", StringComparison.Ordinal), $"{what} does not wait");
        string body = request.Body?.ToJsonString() ?? "";
        Assert.False(
            body.Contains("indexed_only", StringComparison.Ordinal) || body.Contains("score_threshold", StringComparison.Ordinal), what);
        if (path.EndsWith("/count", StringComparison.Ordinal) || path.EndsWith("/facet", StringComparison.Ordinal))
        {
            Assert.True(request.Body!["exact"]!.GetValue<bool>(), $"{what} is not exact");
        }

        IEnumerable<JsonNode?> reads = path.EndsWith("/query/batch", StringComparison.Ordinal) ? request.Body!["searches"]!.AsArray()
            : request.Method == "POST" && (path.EndsWith("/points", StringComparison.Ordinal)
                || path.EndsWith("/scroll", StringComparison.Ordinal)) ? [request.Body]
            : [];
        foreach (JsonNode? read in reads)
        {
            Assert.True(read!["with_payload"] is not null && read["with_vector"] is not null, $"{what} leaves open whether it wants "
                + $"payload and vector");
            foreach (JsonNode? condition in (read["filter"]?["must"]?.AsArray() ?? []).Concat(read["filter"]?["must_not"]?.AsArray() ?? []))
            {
                Assert.True(
                    condition!["has_id"] is not null || PayloadFields.Indexed.Contains(condition["key"]!.GetValue<string>()),
                    $"{what} filters by a field without an index");
            }
        }
    }
}

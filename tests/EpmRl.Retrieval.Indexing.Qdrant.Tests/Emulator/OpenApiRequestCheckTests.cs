using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

public sealed class OpenApiRequestCheckTests(ITestOutputHelper output)
{
    private static readonly JsonNode SomeVector = new JsonArray(0.6, 0.8);

    [Fact]
    public void Recorded_requests_that_the_server_took_pass_but_for_what_the_document_lacks()
    {
        OpenApiRequestCheck check = OpenApiRequestCheck.Load(TestPaths.Shared("qdrant", "openapi.json"));
        List<string> complaints = [];
        int requests = 0;
        foreach (string path in Directory.GetFiles(TestPaths.Shared("qdrant", "traffic"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (RecordedExchange exchange in RecordedExchange.ReadFile(path).Where(exchange => exchange.Response.Status is 200 or 202))
            {
                requests++;
                IReadOnlyList<string> issues = check.Check(exchange.Request.Method, exchange.Request.Path, Json(exchange.Request.Body));
                if (issues.Count > 0)
                {
                    complaints.Add($"{Path.GetFileNameWithoutExtension(path)}/{exchange.Name}: {issues[0]}");
                }
            }
        }

        output.WriteLine($"{requests} requests.");
        complaints.ForEach(output.WriteLine);
        Assert.Equal(RecordedComplaints.All, complaints.Select(complaint => complaint.Split(':')[0]));
    }

    [Theory]
    [InlineData("PUT", "/collections/values/points?wait=true", """{"points":[{"id":1,"vector":[0.6,0.8],"payload":{"anything":{"goes":[1]}}}]}""", null)]
    [InlineData("PUT", "/collections/values/points?wiat=true", """{"points":[{"id":1,"vector":[0.6,0.8]}]}""", "query: parameter 'wiat' is unknown.")]
    [InlineData("PUT", "/collections/values/points?wait=yes", """{"points":[{"id":1,"vector":[0.6,0.8]}]}""", "query.wait: String instead of boolean.")]
    [InlineData("PUT", "/collections/values/points", """{"points":[{"id":1,"vector":[0.6,0.8],"paylod":{}}]}""", "body.points[0]: 'paylod' is unknown.")]
    [InlineData("PUT", "/collections/values/points", """{"points":[{"vector":[0.6,0.8]}]}""", "body.points[0]: 'id' is missing.")]
    [InlineData("PUT", "/collections/values/points", null, "body: missing.")]
    [InlineData("POST", "/collections/values/points/query", """{"query":[0.6,0.8],"limit":3,"with_payload":["a"],"params":{"exact":true}}""", null)]
    [InlineData("POST", "/collections/values/points/query", """{"query":[0.6,0.8],"limt":3}""", "body: 'limt' is unknown.")]
    [InlineData("POST", "/collections/values/points/query", """{"query":[0.6,0.8],"limit":0}""", "body.limit: 0 is below 1.")]
    [InlineData("POST", "/collections/values/points/query", """{"query":[0.6,0.8],"params":{"exakt":true}}""", "body.params: 'exakt' is unknown.")]
    [InlineData("GET", "/collections/values/points/query/batch", null, "GET /collections/values/points/query/batch is not an operation of the document.")]
    [InlineData("DELETE", "/collections/values", """{"force":true}""", "body: the operation takes none.")]
    [InlineData("PUT", "/collections/values", """{"vectors":{"size":8,"distance":"cosine"}}""", "body.vectors.distance: \"cosine\" is none of [\"Cosine\",\"Euclid\",\"Dot\",\"Manhattan\"].")]
    public void A_request_is_compared_with_the_document(string method, string path, string? body, string? complaint)
    {
        OpenApiRequestCheck check = OpenApiRequestCheck.Load(TestPaths.Shared("qdrant", "openapi.json"));

        IReadOnlyList<string> issues = check.Check(method, path, body is null ? null : JsonNode.Parse(body));

        Assert.Equal(complaint is null ? [] : [complaint], issues);
    }

    [Fact]
    public async Task Requests_noted_by_the_emulator_can_be_checked()
    {
        OpenApiRequestCheck check = OpenApiRequestCheck.Load(TestPaths.Shared("qdrant", "openapi.json"));
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync();
        using QdrantCaller caller = new(emulator.Address);
        await caller.SendAsync(
            "PUT", "/collections/values", new JsonObject { ["vectors"] = new JsonObject { ["size"] = 2, ["distance"] = "Cosine" } });
        await caller.SendAsync(
            "POST", "/collections/values/points/query", new JsonObject { ["query"] = SomeVector.DeepClone(), ["with_payloads"] = true });

        Assert.Equal([0, 1], emulator.Exchanges.Select(exchange => check.Check(exchange.Request).Count));
    }

    /// <summary>A body with unusual digits or without a content type is recorded as text.</summary>
    private static JsonNode? Json(JsonNode? recorded) =>
        recorded is JsonValue text && text.GetValue<string>().StartsWith('{') ? JsonNode.Parse(text.GetValue<string>()) : recorded;
}

using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Sends single requests, one connection at a time.</summary>
internal sealed class QdrantCaller(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address };

    public async Task<(int Status, JsonNode? Body, HttpResponseHeaders Headers)> SendAsync(
        string method, string path, JsonNode? body = null, string? apiKey = null, CancellationToken cancellationToken = default)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        }

        if (apiKey is not null)
        {
            request.Headers.Add("api-key", apiKey);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode, Parse(text), response.Headers);
    }

    /// <summary>Creates a collection of small vectors with points 1, 2, … in different directions.</summary>
    public async Task FillAsync(string collection, int points, JsonObject? settings = null)
    {
        JsonObject create = settings ?? [];
        create["vectors"] = new JsonObject { ["size"] = 2, ["distance"] = "Cosine" };
        await SendAsync("PUT", $"/collections/{collection}", create);
        await AddAsync(collection, Enumerable.Range(1, points));
    }

    public async Task<JsonNode?> AddAsync(string collection, IEnumerable<int> ids)
    {
        JsonArray list = [.. ids.Select(id => new JsonObject
        {
            ["id"] = id,
            ["vector"] = new JsonArray(Math.Cos(id / 10.0), Math.Sin(id / 10.0)),
            ["payload"] = new JsonObject { ["n"] = id },
        })];
        return (await SendAsync("PUT", $"/collections/{collection}/points?wait=true", new JsonObject { ["points"] = list })).Body;
    }

    public async Task<JsonNode> ResultAsync(string method, string path, JsonNode? body = null)
    {
        (int status, JsonNode? answer, _) = await SendAsync(method, path, body);
        Assert.Equal(200, status);
        return answer!["result"]!;
    }

    public void Dispose() => _client.Dispose();

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}

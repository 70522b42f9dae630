using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.Security;

/// <summary>Bodies made from the OpenAPI document, right and wrong in every way: the service answers each, and never with a 5xx.</summary>
public sealed class FuzzTests(KeyedSample sample) : IClassFixture<KeyedSample>
{
    private static readonly string[] Words =
        ["red", "color", "color/red", "t-shirts", "draft", "accept", "correct", "add-value", "rename-value", "nothing", "", " ", "é\u0301",
            "\ud83d\ude00", "=1+1", "<b>x</b>",
            "../../etc/passwd", "%00", "null", "' OR 1=1 --", "2026-01-01T00:00:00Z", "-1", "NaN"];

    [Fact]
    public async Task Bodies_made_from_the_document_are_answered_without_a_server_error()
    {
        int seed = LongRun.Seed();
        var random = new Random(seed);
        HttpClient client = sample.As("admin");
        JsonNode document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
        (string Path, string Method, JsonNode Operation)[] operations =
        [
            .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
                .Where(operation => operation.Key is "get" or "post" or "patch" or "put" or "delete")
                .Select(operation => (path.Key, operation.Key, operation.Value!)))
                .Where(operation => !operation.Item1.EndsWith("/events", StringComparison.Ordinal)), // never ends
        ];
        var bodies = new Bodies(document, random);
        var counts = new SortedDictionary<int, int>();

        for (int i = 0; i < LongRun.Count(500, 10_000); i++)
        {
            (string path, string method, JsonNode operation) = operations[random.Next(operations.Length)];
            using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), bodies.AddressOf(path, operation));
            byte[]? body = method is "get" or "delete" ? null : bodies.BodyOf(operation, out string type, i % 3 == 0);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) == 0 ? "text/plain" : bodies.LastType);
            }

            if (random.Next(4) == 0)
            {
                request.Headers.TryAddWithoutValidation("If-Match", random.Next(2) == 0 ? "*" : "\"x\"");
            }

            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            int status = (int)response.StatusCode;
            counts[status] = counts.GetValueOrDefault(status) + 1;
            Assert.True(
                status < 500,
                $"seed {seed}, request {i}: {method} {request.RequestUri} gave {status}: {await response.Content.ReadAsStringAsync()}\n"
                + $"{(body is null ? "" : System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(500, body.Length))))}");
        }

        Assert.Equal("ok\n", await client.GetStringAsync("/livez"));
        Assert.True(counts.Keys.Count(status => status is 200 or 400 or 404 or 422) == 4, string.Join(", ", counts));
    }

    [Theory]
    [InlineData("/v1/identify", "application/json")]
    [InlineData("/v1/decisions", "application/json")]
    [InlineData("/v1/keys", "application/json")]
    [InlineData("/v1/embeddings", "application/json")]
    [InlineData("/v1/match/decide", "application/json")]
    [InlineData("/v1/values/search", "application/json")]
    [InlineData("/v1/taxonomy/publish", "application/json")]
    public async Task Malformed_bodies_are_refused(string path, string type)
    {
        string deep = string.Concat(Enumerable.Repeat("{\"title\":", 20_000)) + "1" + new string('}', 20_000);
        Assert.Equal(400, await StatusAsync(System.Text.Encoding.UTF8.GetBytes(deep), type));
        foreach (string text in (string[])["\u00ff\u00fe", "\\ud800"]) // not UTF-8, and half a surrogate pair
        {
            string body = string.Join(',', ((string[])["title", "q", "input", "scope", "why", "decisions"])
                .Select(name => $"\"{name}\":\"{text}\""));
            int status = await StatusAsync(System.Text.Encoding.Latin1.GetBytes(
                $"{{{body},\"pairs\":[{{\"left\":{{\"title\":\"{text}\"}}}}]}}"), type);
            Assert.True(status is 400 or 422, $"{path}: {status}");
        }

        Assert.Equal(400, await StatusAsync("{\"title\": \"x"u8.ToArray(), type));
        Assert.Equal(400, await StatusAsync([], type));
        Assert.Equal(413, await StatusAsync(new byte[(2 << 20) + 1], type));
        Assert.Equal(415, await StatusAsync("{}"u8.ToArray(), "text/plain"));
        Assert.Equal(415, await StatusAsync("{}"u8.ToArray(), null));

        async Task<int> StatusAsync(byte[] body, string? contentType)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
            try
            {
                using HttpResponseMessage response = await sample.As("admin").PostAsync(path, content);
                return (int)response.StatusCode;
            }
            catch (HttpRequestException) when (body.Length > 1 << 20)
            {
                return 413; // refused while it was still being sent: the client may see the closed connection first
            }
        }
    }

    /// <summary>Makes addresses and bodies that a document describes.</summary>
    private sealed class Bodies(JsonNode document, Random random)
    {
        public string LastType { get; private set; } = "application/json";

        public string AddressOf(string path, JsonNode operation)
        {
            var query = new List<string>();
            foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
            {
                string name = parameter!["name"]!.GetValue<string>();
                string value = Uri.EscapeDataString(random.Next(3) == 0
                    ? random.Next(-5, 2_000).ToString(System.Globalization.CultureInfo.InvariantCulture) : Word());
                if (parameter["in"]!.GetValue<string>() == "path")
                {
                    path = path.Replace($"{{{name}}}", value.Length == 0 ? "x" : value, StringComparison.Ordinal);
                }
                else if (random.Next(2) == 0)
                {
                    query.Add($"{name}={value}");
                }
            }

            return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
        }

        public byte[]? BodyOf(JsonNode operation, out string type, bool wrong)
        {
            type = "application/json";
            if (operation["requestBody"]?["content"]?.AsObject() is not { Count: > 0 } contents)
            {
                return null;
            }

            (type, JsonNode? content) = contents.ElementAt(random.Next(contents.Count));
            LastType = type;
            string text = (Make(content?["schema"], 0, wrong) ?? JsonValue.Create("x")).ToJsonString();
            text = wrong && random.Next(4) == 0 ? text.Replace("\"color\"", "\"\\ud800\"", StringComparison.Ordinal) : text;
            byte[] body = System.Text.Encoding.UTF8.GetBytes(text);
            return wrong && random.Next(4) == 0 ? Damage(body) : body;
        }

        private byte[] Damage(byte[] body)
        {
            byte[] damaged = body[..random.Next(body.Length + 1)];
            for (int i = 0; i < 3 && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            return damaged;
        }

        private JsonNode? Make(JsonNode? schema, int depth, bool wrong)
        {
            if (schema?["$ref"]?.GetValue<string>() is { } reference)
            {
                schema = document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]];
            }

            if ((schema?["oneOf"] ?? schema?["anyOf"])?.AsArray() is { } either)
            {
                return Make(either[random.Next(either.Count)], depth, wrong);
            }

            if (wrong && random.Next(6) == 0)
            {
                schema = null;
            }

            string kind = schema?["type"] switch
            {
                JsonArray several => several[random.Next(several.Count)]!.GetValue<string>(),
                JsonValue one => one.GetValue<string>(),
                _ => schema?["properties"] is not null ? "object"
                    : new[] { "string", "integer", "boolean", "null", "array", "object", "number" }[random.Next(7)],
            };
            return kind switch
            {
                _ when depth > 6 => JsonValue.Create(Word()),
                "string" when schema?["enum"]?.AsArray() is { } options => options[random.Next(options.Count)]?.DeepClone(),
                "string" => JsonValue.Create(random.Next(40) == 0 ? new string('x', random.Next(20_000)) : Word()),
                "integer" => JsonValue.Create(random.Next(10) == 0 ? long.MaxValue : random.Next(-3, 300)),
                "number" => JsonValue.Create(random.NextDouble() * 100),
                "boolean" => JsonValue.Create(random.Next(2) == 0),
                "null" => null,
                "array" => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Make(schema?["items"], depth + 1, wrong))]),
                _ => MakeObject(schema, depth, wrong),
            };
        }

        private JsonObject MakeObject(JsonNode? schema, int depth, bool wrong)
        {
            var made = new JsonObject();
            foreach ((string name, JsonNode? of) in schema?["properties"]?.AsObject() ?? [])
            {
                if (random.Next(5) > 0)
                {
                    made[name] = Make(of, depth + 1, wrong);
                }
            }

            if (wrong && random.Next(5) == 0)
            {
                made[Word() + "?"] = Word();
            }

            return made;
        }

        private string Word() => Words[random.Next(Words.Length)];
    }
}

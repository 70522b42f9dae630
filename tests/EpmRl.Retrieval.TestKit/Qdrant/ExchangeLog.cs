using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.Http;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>Records requests and answers in the form of the recorded traffic.</summary>
internal sealed class ExchangeLog(QdrantEmulatorOptions options)
{
    private static readonly IReadOnlyList<string> RequestHeaders = ["accept-encoding", "api-key", "authorization", "content-type", "range"];
    private readonly Lock _gate = new();

    /// <summary>Bodies are kept as bytes and read only on demand.</summary>
    private readonly List<Lazy<RecordedExchange>> _exchanges = [];

    public IReadOnlyList<RecordedExchange> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _exchanges.Select(exchange => exchange.Value)];
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _exchanges.Clear();
        }
    }

    public void Add(string method, string target, IReadOnlyDictionary<string, string> headers, Func<byte[]> body, EmulatorAnswer answer)
    {
        if (!options.NotesExchanges)
        {
            return;
        }

        lock (_gate)
        {
            string number = $"{_exchanges.Count + 1:0000}";
            _exchanges.Add(new Lazy<RecordedExchange>(() => Show(number, method, target, headers, body(), answer)));
        }
    }

    private RecordedExchange Show(
        string name, string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body, EmulatorAnswer answer)
    {
        JsonObject kept = [];
        foreach (string header in RequestHeaders)
        {
            if (headers.TryGetValue(header, out string? value))
            {
                kept[header] = Mask(value);
            }
        }

        JsonObject answered = [];
        if (answer.ContentType is not null)
        {
            answered["content-type"] = answer.ContentType;
        }

        foreach ((string header, string value) in answer.Headers)
        {
            answered[header.ToLowerInvariant()] = value;
        }

        bool isFile = headers.GetValueOrDefault("content-type")?.StartsWith("multipart/", StringComparison.Ordinal) == true;
        return new RecordedExchange(
            name,
            new RecordedRequest(method, target, kept, Show(body, isFile ? "multipart/form-data" : null)),
            new RecordedResponse(
                answer.Status, answered, Show(answer.Body, answer.ContentType == "application/octet-stream" ? "binary" : null)),
            null);
    }

    private static JsonNode? Show(byte[] body, string? kind)
    {
        if (body.Length == 0)
        {
            return null;
        }

        if (kind is not null)
        {
            return JsonValue.Create($"<{kind}: {body.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(body))}>");
        }

        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return JsonValue.Create(System.Text.Encoding.UTF8.GetString(body));
        }
    }

    /// <summary>Keys are never written to a transcript.</summary>
    private string Mask(string value)
    {
        string masked = options.ApiKey is { Length: > 0 } key ? value.Replace(key, "<api-key>", StringComparison.Ordinal) : value;
        return options.ReadOnlyApiKey is { Length: > 0 } reading
            ? masked.Replace(reading, "<read-only-api-key>", StringComparison.Ordinal)
            : masked;
    }
}

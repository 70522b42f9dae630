using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Sends the requests of a recording, in their order, to a fresh emulator, and compares the answers.</summary>
internal sealed class TrafficReplay
{
    private const int Polls = 20;
    private static readonly TimeSpan PollPace = TimeSpan.FromMilliseconds(50);
    private readonly ManualClock _clock;
    private readonly QdrantEmulator _emulator;
    private readonly HttpClient _client;

    /// <summary>Names and checksums of the recording, each with the one that the emulator gave in its place.</summary>
    private readonly Dictionary<string, string> _replacements = [];
    private byte[] _download = [];

    private TrafficReplay(ManualClock clock, QdrantEmulator emulator)
    {
        _clock = clock;
        _emulator = emulator;
        _client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip });
    }

    public static async Task<Outcome> PlayAsync(TrafficFile file, IReadOnlyList<RecordedExchange> recorded)
    {
        ManualClock clock = new(new DateTimeOffset(2026, 11, 23, 3, 53, 0, TimeSpan.Zero));
        await using QdrantEmulator emulator = await QdrantEmulator.StartAsync(
            file.Options with { Time = clock, OptimizationTime = TimeSpan.FromMilliseconds(100), TimeoutScale = 0.001 });
        TrafficReplay replay = new(clock, emulator);
        List<string> failed = [];
        List<string> differences = [];
        foreach (RecordedExchange exchange in recorded)
        {
            clock.Advance(file.Pace);
            if (await replay.PlayAsync(exchange, file.HasExactScores) is { } difference)
            {
                failed.Add(exchange.Name);
                differences.Add($"{exchange.Name}: {difference}");
            }
        }

        return new Outcome(recorded.Count - failed.Count, failed, differences);
    }

    private async Task<string?> PlayAsync(RecordedExchange exchange, bool exactScores)
    {
        if (exchange.Note?.Contains("RESTARTED", StringComparison.Ordinal) == true)
        {
            await _emulator.RestartAsync();
        }

        // The recording has the last answer of a loop only.
        int left = exchange.Name.StartsWith("poll-", StringComparison.Ordinal) ? Polls : 1;
        while (true)
        {
            (RecordedResponse answer, byte[] bytes) = await SendAsync(exchange.Request);
            Learn(exchange, answer, bytes);
            string? difference = AnswerComparison.Difference(exchange, Translate(exchange.Response), answer, exactScores);
            if (difference is null || --left == 0)
            {
                return difference;
            }

            _clock.Advance(PollPace);
        }
    }

    private async Task<(RecordedResponse Answer, byte[] Bytes)> SendAsync(RecordedRequest recorded)
    {
        using HttpRequestMessage request =
            new(new HttpMethod(recorded.Method), new Uri(_emulator.Address.OriginalString.TrimEnd('/') + Translate(recorded.Path)));
        byte[]? body = Body(recorded);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach ((string name, JsonNode? value) in recorded.Headers)
        {
            string text = value!.GetValue<string>();
            if (name == "content-type")
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(text);
            }
            else if (name != "content-length")
            {
                request.Headers.TryAddWithoutValidation(name, text);
            }
        }

        request.Headers.ExpectContinue = body?.Length > _emulator.Options.MaxRequestSize;
        using HttpResponseMessage response = await _client.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        JsonObject headers = [];
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            headers[name.ToLowerInvariant()] = string.Join(", ", values);
        }

        return (new RecordedResponse((int)response.StatusCode, headers, Parse(bytes)), bytes);
    }

    private static JsonNode? Parse(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (JsonException)
        {
            return JsonValue.Create(System.Text.Encoding.UTF8.GetString(bytes));
        }
    }

    private byte[]? Body(RecordedRequest recorded)
    {
        if (recorded.Body is null)
        {
            return null;
        }

        if (recorded.Headers["content-type"]?.GetValue<string>().StartsWith("multipart/", StringComparison.Ordinal) == true)
        {
            return RecordedUpload.Build(recorded.Body.GetValue<string>(), recorded.Headers["content-type"]!.GetValue<string>(), _download);
        }

        if (recorded.Body.GetValueKind() == JsonValueKind.String)
        {
            string text = recorded.Body.GetValue<string>();

            // Bytes that are not UTF-8 are replacement characters in the recording.
            byte[] sent = System.Text.Encoding.Latin1.GetBytes(text.Replace("\uFFFD\uFFFD", "\u00FF\u00FE", StringComparison.Ordinal));
            return text.Contains('\uFFFD', StringComparison.Ordinal) ? sent : System.Text.Encoding.UTF8.GetBytes(text);
        }

        string json = Translate(recorded.Body.ToJsonString());
        return System.Text.Encoding.UTF8.GetBytes(
            recorded.Headers["content-length"] is { } length ? json.PadRight(int.Parse(length.GetValue<string>())) : json);
    }

    /// <summary>Records what the emulator names differently from the server: snapshots, their checksums and sizes.</summary>
    private void Learn(RecordedExchange exchange, RecordedResponse answer, byte[] bytes)
    {
        if (answer is { Status: 200 } && answer.Headers["content-type"]?.GetValue<string>() == "application/octet-stream")
        {
            _download = bytes;
        }

        IReadOnlyList<JsonObject> recorded = Snapshots(exchange.Response);
        IReadOnlyList<JsonObject> given = Snapshots(answer);
        for (int i = 0; i < Math.Min(recorded.Count, given.Count); i++)
        {
            Learn(recorded[i]["name"], given[i]["name"]);
            Learn(recorded[i]["checksum"], given[i]["checksum"]);
        }
    }

    private static IReadOnlyList<JsonObject> Snapshots(RecordedResponse response)
    {
        JsonNode? result = (response.Body as JsonObject)?["result"];
        IEnumerable<JsonNode?> all = result as JsonArray ?? (IEnumerable<JsonNode?>)[result];
        return [.. all.OfType<JsonObject>().Where(file => file.ContainsKey("creation_time"))
            .OrderBy(file => file["creation_time"]!.GetValue<string>(), StringComparer.Ordinal)];
    }

    private void Learn(JsonNode? recorded, JsonNode? given)
    {
        if (recorded is not null && given is not null)
        {
            _replacements.TryAdd(recorded.GetValue<string>(), given.GetValue<string>());
        }
    }

    private RecordedResponse Translate(RecordedResponse recorded) =>
        recorded with { Body = recorded.Body is null ? null : JsonNode.Parse(Translate(recorded.Body.ToJsonString())) };

    private string Translate(string text)
    {
        StringBuilder translated = new(text);
        foreach ((string recorded, string given) in _replacements)
        {
            translated.Replace(recorded, given);
        }

        return translated.Replace("127.0.0.1:6333", _emulator.Address.Authority).ToString();
    }

    /// <summary>The result of replaying a recording.</summary>
    internal sealed record Outcome(int Reproduced, IReadOnlyList<string> Failed, IReadOnlyList<string> Differences);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>A request and its answer, as one line of a recording.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Request">The request.</param>
/// <param name="Response">The answer.</param>
/// <param name="Note">Why it is there.</param>
public sealed record RecordedExchange(string Name, RecordedRequest Request, RecordedResponse Response, string? Note)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a recording: one exchange a line.</summary>
    public static IReadOnlyList<RecordedExchange> ReadFile(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Parse)];

    /// <summary>Reads one line of a recording.</summary>
    public static RecordedExchange Parse(string line)
    {
        JsonObject all = JsonNode.Parse(line)!.AsObject();
        JsonObject request = all["request"]!.AsObject();
        JsonObject response = all["response"]!.AsObject();
        return new RecordedExchange(
            all["name"]!.GetValue<string>(),
            new RecordedRequest(
                request["method"]!.GetValue<string>(),
                request["path"]!.GetValue<string>(),
                request["headers"]?.DeepClone() as JsonObject ?? [],
                request["body"]?.DeepClone()),
            new RecordedResponse(
                response["status"]!.GetValue<int>(), response["headers"]?.DeepClone() as JsonObject ?? [], response["body"]?.DeepClone()),
            all["note"]?.GetValue<string>());
    }

    /// <summary>The exchange as one line of a recording.</summary>
    public string ToLine()
    {
        JsonObject line = new()
        {
            ["name"] = Name,
            ["request"] = new JsonObject
            {
                ["method"] = Request.Method,
                ["path"] = Request.Path,
                ["headers"] = Request.Headers.DeepClone(),
                ["body"] = Request.Body?.DeepClone(),
            },
            ["response"] = new JsonObject
            {
                ["status"] = Response.Status,
                ["headers"] = Response.Headers.DeepClone(),
                ["body"] = Response.Body?.DeepClone(),
            },
        };
        if (Note is not null)
        {
            line["note"] = Note;
        }

        return line.ToJsonString(Plain);
    }
}

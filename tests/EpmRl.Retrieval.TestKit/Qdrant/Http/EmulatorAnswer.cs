using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.Http;

/// <summary>An answer of the emulator.</summary>
internal sealed record EmulatorAnswer(int Status, string? ContentType, byte[] Body)
{
    public const string Json = "application/json";
    public const string Text = "text/plain; charset=utf-8";

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Whether the connection ends with it, and the rest of the request stays unread.</summary>
    public bool ClosesConnection { get; init; }

    public static EmulatorAnswer Empty(int status) => new(status, null, []);

    public static EmulatorAnswer Plain(int status, string text, string? contentType = Text) =>
        new(status, contentType, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>An object as it is, without the frame of a result.</summary>
    public static EmulatorAnswer Bare(int status, JsonObject body) =>
        new(status, Json, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));

    /// <summary>A result in its frame. The time is always 0, so that the same requests give the same bytes.</summary>
    public static EmulatorAnswer Result(JsonNode? result) =>
        Bare(200, new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = 0.0 });

    public static EmulatorAnswer Result(bool result) => Result(JsonValue.Create(result));

    /// <summary>Work that continues after the answer.</summary>
    public static EmulatorAnswer Accepted() => Bare(202, new JsonObject { ["status"] = "accepted", ["time"] = 0.0 });

    public static EmulatorAnswer Error(int status, string text) =>
        Bare(status, new JsonObject { ["status"] = new JsonObject { ["error"] = text }, ["time"] = 0.0 });
}

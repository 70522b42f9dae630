using System.Text.Json;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>How records are written as JSON for programs: snake_case, indented.</summary>
internal static class JsonForPrograms
{
    /// <summary>The settings.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

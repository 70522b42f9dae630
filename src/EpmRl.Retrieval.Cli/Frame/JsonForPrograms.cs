using System.Text.Json;
using System.Text.Json.Serialization;

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

    /// <summary>The same on one line, without null members.</summary>
    public static JsonSerializerOptions OneLine { get; } =
        new(Options) { WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>JSON values as texts, and in messages.</summary>
internal static class JsonTexts
{
    /// <summary>A value as a text; null for none. The elements of a list are joined.</summary>
    public static string? TextOf(JsonElement value, string separator) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array =>
            string.Join(separator, value.EnumerateArray().Select(element => TextOf(element, separator)).Where(text => text is not null)),
        _ => value.GetRawText(),
    };

    /// <summary>A value's description in messages.</summary>
    public static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {Cut(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

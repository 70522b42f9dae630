using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>Reads a value of a payload as one kind, or not at all: the server never turns one kind into another.</summary>
internal static class PayloadValue
{
    public static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    public static bool? Boolean(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static long? Integer(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number
            && long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    public static double? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number
            ? double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)
            : null;
}

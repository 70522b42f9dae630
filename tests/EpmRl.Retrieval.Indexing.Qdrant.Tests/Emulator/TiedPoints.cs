using System.Text.Json;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Points with equal scores have no order, and which of them come before the cut is free.</summary>
internal static class TiedPoints
{
    private const float SameScore = 1e-6f;

    /// <summary>Sorts both lists in the same order where the order is free, and makes the points of a tie at the cut equal.</summary>
    public static (JsonArray Recorded, JsonArray Given) Align(JsonArray recorded, JsonArray given)
    {
        JsonArray left = [];
        JsonArray right = [];
        for (int start = 0; start < recorded.Count;)
        {
            int end = start + 1;
            while (end < recorded.Count && IsTied(recorded[start]!, recorded[end]!))
            {
                end++;
            }

            List<JsonNode> expected = Sort(recorded, start, end);
            List<JsonNode> found = Sort(given, start, end);
            bool reachesCut = end == recorded.Count && found.All(point => IsTied(point, expected[0]));
            if (reachesCut && !expected.Select(Id).SequenceEqual(found.Select(Id)))
            {
                expected = [.. expected.Select(Anonymous)];
                found = [.. found.Select(Anonymous)];
            }

            expected.ForEach(left.Add);
            found.ForEach(right.Add);
            start = end;
        }

        return (left, right);
    }

    private static List<JsonNode> Sort(JsonArray list, int start, int end) =>
        [.. list.Skip(start).Take(end - start).Select(point => point!.DeepClone()).OrderBy(Id, StringComparer.Ordinal)];

    private static string Id(JsonNode point) => point["id"]!.ToJsonString();

    private static bool IsTied(JsonNode one, JsonNode other)
    {
        if (one["order_value"] is { } value && other["order_value"] is { } second)
        {
            return value.ToJsonString() == second.ToJsonString();
        }

        return one["order_value"] is null && (Score(one), Score(other)) switch
        {
            (null, null) => true,
            ({ } a, { } b) => Math.Abs(a - b) <= SameScore,
            _ => false,
        };
    }

    private static float? Score(JsonNode point) =>
        point["score"] is { } score && score.GetValueKind() == JsonValueKind.Number ? score.GetValue<float>() : null;

    /// <summary>A point without what distinguishes it from others; the set of its fields is kept.</summary>
    private static JsonNode Anonymous(JsonNode point)
    {
        JsonObject bare = (JsonObject)point;
        bare["id"] = "tied";
        foreach (string field in (ReadOnlySpan<string>)["payload", "vector"])
        {
            if (bare[field] is JsonObject parts)
            {
                bare[field] = new JsonArray(
                    [.. parts.Select(part => part.Key).Order(StringComparer.Ordinal).Select(name => (JsonNode)JsonValue.Create(name))]);
            }
        }

        return bare;
    }
}

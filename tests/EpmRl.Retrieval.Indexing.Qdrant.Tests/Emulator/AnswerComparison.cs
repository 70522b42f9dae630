using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.TestKit.Qdrant;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Emulator;

/// <summary>Compares answers, ignoring what differs between runs of the real server (listed in the recordings' README).</summary>
internal static partial class AnswerComparison
{
    /// <summary>Largest difference of two numbers that are float32, relative to the larger one (or to 1).</summary>
    private const double Tolerance = 2e-6;

    private static readonly IReadOnlyList<string> Volatile =
        ["time", "usage", "creation_time", "size", "uuid", "peer_id", "started_at", "finished_at", "duration_sec"];

    /// <summary>The first difference, or null.</summary>
    /// <param name="exchange">Where the recorded answer comes from.</param>
    /// <param name="recorded">The recorded answer.</param>
    /// <param name="given">The answer that was given.</param>
    /// <param name="exactScores">
    /// Whether scores have to be the same to the last bit, which thresholds at a score and ties depend on.
    /// </param>
    public static string? Difference(RecordedExchange exchange, RecordedResponse recorded, RecordedResponse given, bool exactScores = true)
    {
        if (recorded.Status != given.Status)
        {
            return $"status {given.Status} instead of {recorded.Status}: {given.Body?.ToJsonString()}; recorded "
                + $"{recorded.Body?.ToJsonString()}";
        }

        string? type = recorded.Headers["content-type"]?.GetValue<string>();
        if (type != given.Headers["content-type"]?.GetValue<string>())
        {
            return $"content-type {given.Headers["content-type"]} instead of {type}";
        }

        foreach (string header in (ReadOnlySpan<string>)["retry-after", "etag", "accept-ranges", "last-modified", "content-disposition"])
        {
            if (recorded.Headers.ContainsKey(header) != given.Headers.ContainsKey(header))
            {
                return $"header {header} is {(given.Headers.ContainsKey(header) ? "there" : "missing")}";
            }
        }

        if (type == "application/octet-stream")
        {
            return null;
        }

        return Difference(exactScores, recorded.Body, given.Body, "$");
    }

    private static string? Difference(bool exactScores, JsonNode? recorded, JsonNode? given, string path)
    {
        switch (recorded, given)
        {
            case (JsonObject left, JsonObject right):
                foreach (string name in left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key)))
                {
                    bool skips = Volatile.Contains(name) && !(name == "size" && path.Contains(".config", StringComparison.Ordinal));
                    if (!left.ContainsKey(name) || !right.ContainsKey(name))
                    {
                        if (name == "usage")
                        {
                            continue;
                        }

                        return $"{path}.{name} is {(right.ContainsKey(name) ? "there" : "missing")}";
                    }

                    if (!skips && Difference(exactScores, left[name], right[name], $"{path}.{name}") is { } difference)
                    {
                        return difference;
                    }
                }

                return null;
            case (JsonArray left, JsonArray right):
                return Difference(exactScores, left, right, path);
            case (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.Number
                && right.GetValueKind() == JsonValueKind.Number:
                return IsSameNumber(exactScores, left, right, path) ? null : $"{path} is {right} instead of {left}";
            case (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.String
                && right.GetValueKind() == JsonValueKind.String:
                (string expected, string found) = (Mask(left.GetValue<string>()), Mask(right.GetValue<string>()));
                return expected == found ? null : $"{path} is\n  {found}\ninstead of\n  {expected}";
            default:
                return JsonNode.DeepEquals(recorded, given) ? null : $"{path} is {Show(given)} instead of {Show(recorded)}";
        }
    }

    private static string? Difference(bool exactScores, JsonArray recorded, JsonArray given, string path)
    {
        if (recorded.Count != given.Count)
        {
            return $"{path} has {given.Count} elements instead of {recorded.Count}";
        }

        if (recorded.Count > 0 && recorded[0] is JsonObject first && Key(first) is { } key)
        {
            // These lists have no order: aliases, snapshots, segments.
            recorded = Sort(recorded, key);
            given = Sort(given, key);
        }
        else if (recorded.Count > 0 && recorded.All(point => point is JsonObject scored && scored.ContainsKey("score")))
        {
            (recorded, given) = TiedPoints.Align(recorded, given);
        }

        for (int i = 0; i < recorded.Count; i++)
        {
            if (Difference(exactScores, recorded[i], given[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Key(JsonObject element) => element switch
    {
        _ when element.ContainsKey("alias_name") => "alias_name",
        _ when element.ContainsKey("creation_time") => "name",
        _ when element.ContainsKey("usage") && element.ContainsKey("name") => "name",
        _ when element.Count == 2 && element.ContainsKey("uuid") => "points_count",
        _ => null,
    };

    private static JsonArray Sort(JsonArray list, string key) =>
        [.. list.OrderBy(element => element![key]!.ToString(), StringComparer.Ordinal).Select(element => element!.DeepClone())];

    private static bool IsSameNumber(bool exactScores, JsonValue left, JsonValue right, string path)
    {
        if (path.Contains("_bytes", StringComparison.Ordinal) || left.ToJsonString() == right.ToJsonString())
        {
            return true;
        }

        bool isWhole =
            left.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0 && right.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (exactScores && path.EndsWith(".score", StringComparison.Ordinal))
        {
            return float.Parse(
                left.ToJsonString(), CultureInfo.InvariantCulture) == float.Parse(right.ToJsonString(), CultureInfo.InvariantCulture);
        }

        double expected = double.Parse(left.ToJsonString(), CultureInfo.InvariantCulture);
        double found = double.Parse(right.ToJsonString(), CultureInfo.InvariantCulture);
        return !isWhole && Math.Abs(expected - found) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(expected), Math.Abs(found)));
    }

    /// <summary>Masks what is volatile in a text: percentages of a disk, names of temporary files.</summary>
    private static string Mask(string text) => Temporary().Replace(
        DiskUsage().Replace(ChecksumFault().Replace(text, "invalid_sha256_hash [...]"), "Disk usage is at N%"), "failed to unpack `...`");

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";

    [GeneratedRegex(@"Disk usage is at \d+%")]
    private static partial Regex DiskUsage();

    [GeneratedRegex("failed to unpack `[^`]*`")]
    private static partial Regex Temporary();

    [GeneratedRegex(@"invalid_sha256_hash \[\{.*\}\]")]
    private static partial Regex ChecksumFault();
}

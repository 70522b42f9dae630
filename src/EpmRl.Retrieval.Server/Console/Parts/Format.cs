using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EpmRl.Retrieval.Server.WebConsole.Parts;

/// <summary>Numbers and programs' texts as people read them.</summary>
internal static class Format
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Short =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A score with two digits.</summary>
    public static string Score(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share in percent; never "100 %" for less than certain.</summary>
    public static string Percent(double share) =>
        share is > 0.995 and < 1 ? "> 99 %" : share is > 0 and < 0.005 ? "< 1 %"
            : (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 value", "2 values".</summary>
    public static string Count(long count, string one) =>
        $"{Count(count)} {(count == 1 ? one : one.EndsWith('y') ? one[..^1] + "ies" : one + "s")}";

    /// <summary>A duration in milliseconds or seconds.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? $"{time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms"
        : $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";

    /// <summary>A longer time: "45 s", "12 min", "3.5 h".</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds < 90 ? $"{Count((long)time.TotalSeconds)} s"
        : time.TotalMinutes < 90 ? $"{Count((long)time.TotalMinutes)} min"
        : $"{time.TotalHours.ToString("0.0", CultureInfo.InvariantCulture)} h";

    /// <summary>A size.</summary>
    public static string Bytes(long bytes) => bytes < 10_000 ? $"{Count(bytes)} bytes"
        : bytes < 10_000_000 ? $"{Count(bytes / 1_000)} kB"
        : $"{Count(bytes / 1_000_000)} MB";

    /// <summary>JSON over several lines.</summary>
    public static string Pretty(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonSerializer.Serialize(JsonElement.ParseValue(ref reader), Indented);
    }

    /// <summary>A line for a shell that posts a body.</summary>
    /// <param name="address">The service's address.</param>
    /// <param name="path">The route.</param>
    /// <param name="body">The body.</param>
    /// <param name="withKey">Whether the service requires a key.</param>
    public static string Curl(string address, string path, object body, bool withKey) =>
        $"curl -s {address.TrimEnd('/')}{path} -H 'Content-Type: application/json'"
        + (withKey ? " -H \"Authorization: Bearer $EPMRL_KEY\"" : "")
        + $" -d '{JsonSerializer.Serialize(body, Short).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Writes a report as JSON for programs: every figure, and the errors with their evidence.</summary>
internal static class EvaluationJson
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new RoundedNumberConverter() },
    };

    /// <summary>Writes the report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Receives the JSON, UTF-8.</param>
    public static void Write(EvaluationReport report, Stream output)
    {
        ArgumentNullException.ThrowIfNull(report);
        JsonSerializer.Serialize(
            output,
            new
            {
                report.Data,
                report.File,
                report.Listings,
                report.BadRows,
                report.Conditions,
                report.Channels,
                Main = report.Main.Name,
                ErrorCount = report.Errors.Count,
                ErrorClasses = report.Errors.Classes,
                Errors = report.Errors.Shown.Select(ErrorOf),
            },
            Written);
    }

    private static object ErrorOf(ClassifiedError error) => ErrorOf(error.Class, error.Pair);

    private static object ErrorOf(ErrorClass kind, PairResult pair) => new
    {
        Class = kind,
        Listing = pair.Listing.Profile.Id,
        pair.Listing.Line,
        pair.Listing.Category,
        pair.Attribute,
        pair.Kind,
        pair.Outcome,
        pair.Gold,
        Status = pair.Answer?.Status,
        Answer = pair.Top,
        pair.Explicit,
        pair.Seen,
        ShopSeen = pair.GroupSeen,
        Alternatives = pair.Answer?.Alternatives ?? [],
        Reason = pair.Answer?.Reason,
        pair.Listing.Profile.Title,
        pair.Listing.Profile.Description,
    };

    /// <summary>Rounds to five decimals: more would be noise and needless differences between files.</summary>
    private sealed class RoundedNumberConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Math.Round(value, 5));
    }
}

using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>Writes the pairs that a person is to decide, JSON Lines or CSV, with empty fields for the decision.</summary>
internal static class ReviewFile
{
    /// <summary>Writes JSON Lines.</summary>
    public static void WriteLines(Stream stream, IEnumerable<ReviewCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var lines = new JsonLineWriter(stream);
        foreach (ReviewCandidate candidate in candidates)
        {
            lines.Write(json =>
            {
                json.WriteString("a"u8, candidate.Pair.A);
                json.WriteString("b"u8, candidate.Pair.B);
                json.WriteString("title_a"u8, candidate.TitleA);
                json.WriteString("title_b"u8, candidate.TitleB);
                json.WriteNumber("probability"u8, candidate.Pair.Probability);
                json.WriteString("verdict"u8, VerdictNames.Of(candidate.Pair.Verdict));
                json.WritePropertyName("reasons"u8);
                if (candidate.Pair.Reasons.ValueKind == JsonValueKind.Array)
                {
                    candidate.Pair.Reasons.WriteTo(json);
                }
                else
                {
                    json.WriteStartArray();
                    json.WriteEndArray();
                }

                foreach (string field in new[] { "decision", "who", "when", "note" })
                {
                    json.WriteString(field, "");
                }
            });
        }

        lines.Flush();
    }

    /// <summary>Writes a table for a spreadsheet.</summary>
    public static void WriteTable(TextWriter text, IEnumerable<ReviewCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(candidates);
        text.Write("a,b,title_a,title_b,probability,verdict,reasons,decision,who,when,note\n");
        foreach (ReviewCandidate candidate in candidates)
        {
            string[] fields =
            [
                candidate.Pair.A, candidate.Pair.B, candidate.TitleA, candidate.TitleB,
                candidate.Pair.Probability.ToString("0.####", CultureInfo.InvariantCulture), VerdictNames.Of(candidate.Pair.Verdict),
                Describe(candidate.Pair.Reasons), "", "", "", "",
            ];
            text.Write(string.Join(',', fields.Select(field => Csv.Field(SpreadsheetText.Disarm(field)))));
            text.Write('\n');
        }
    }

    // "color: red | blue (conflict); …"
    private static string Describe(JsonElement reasons)
    {
        if (reasons.ValueKind != JsonValueKind.Array)
        {
            return "";
        }

        return string.Join("; ", reasons.EnumerateArray().Where(reason => reason.ValueKind == JsonValueKind.Object).Select(reason =>
            $"{Text(reason, "aspect")}: {Text(reason, "a")} | {Text(reason, "b")} ({Text(reason, "relation")})"));

        static string Text(JsonElement reason, string field) =>
            reason.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "–";
    }
}

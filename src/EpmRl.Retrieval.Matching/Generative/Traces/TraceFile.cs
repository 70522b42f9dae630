using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Files of traces, JSON Lines: <c>{"a", "b", "prompt", "text", "verdict", "source", "label"}</c>. Ids are in the order in which the
/// prompt shows the listings, so that the quotes of the text need no exchange.
/// </summary>
internal static class TraceFile
{
    private const string Same = "same", Different = "different";

    private static readonly Dictionary<string, TraceSource> Sources = Enum.GetValues<TraceSource>()
        .ToDictionary(source => source.ToString().ToLowerInvariant(), source => source, StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Checked between lines.</param>
    /// <exception cref="FileFormatException">It is missing, or has bad lines; the exception has every problem with its line.</exception>
    public static IReadOnlyList<TraceRow> Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        var rows = new List<TraceRow>();
        var seen = new Dictionary<(string, string), int>();
        foreach ((int line, JsonField fields) in Lines(path, "an object with a, b, text, verdict and source", log, cancellationToken))
        {
            try
            {
                TraceRow row = RowOf(fields);
                if (seen.TryAdd((row.A, row.B), line))
                {
                    rows.Add(row);
                }
                else
                {
                    log.Error(path, line, $"The pair '{row.A}', '{row.B}' is on line {seen[(row.A, row.B)]} already. Remove one.");
                }
            }
            catch (FormatException wrong)
            {
                log.Error(path, line, $"{wrong.Message}. Make the file again with 'epmrl match traces', or correct the line.");
            }
        }

        log.ThrowIfErrors();
        return rows;
    }

    /// <summary>Replaces a file.</summary>
    public static void Write(string path, IEnumerable<TraceRow> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(rows);
        AtomicFile.Write(path, stream => Write(stream, rows));
    }

    /// <summary>Writes rows to a stream.</summary>
    public static void Write(Stream stream, IEnumerable<TraceRow> rows)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        var lines = new JsonLineWriter(stream);
        foreach (TraceRow row in rows)
        {
            lines.Write(json =>
            {
                json.WriteString("a"u8, row.A);
                json.WriteString("b"u8, row.B);
                if (row.Prompt is { } prompt)
                {
                    json.WriteString("prompt"u8, prompt);
                }

                json.WriteString("text"u8, row.Text);
                json.WriteString("verdict"u8, AnswerWords.Of(row.Verdict));
                json.WriteString("source"u8, row.Source.ToString().ToLowerInvariant());
                if (row.Label is { } same)
                {
                    json.WriteString("label"u8, same ? Same : Different);
                }
            });
        }

        lines.Flush();
    }

    /// <summary>The objects of a file of JSON Lines with their lines; problems are logged.</summary>
    internal static IEnumerable<(int Line, JsonField Fields)> Lines(
        string path, string expected, ProblemLog log, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            log.Error(path, 0, $"The file does not exist. Expected JSON Lines, each {expected}.");
            yield break;
        }

        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            if (!string.IsNullOrWhiteSpace(text) && Parsed(text, line) is { } fields)
            {
                yield return (line, fields);
            }
        }

        JsonField? Parsed(string text, int at)
        {
            try
            {
                return JsonField.Of(JsonElement.Parse(text));
            }
            catch (JsonException fault)
            {
                log.Error(path, at, $"{JsonFault.Describe(fault)}. Expected {expected}.");
            }
            catch (FormatException fault)
            {
                log.Error(path, at, $"{fault.Message}. Expected {expected}.");
            }

            return null;
        }
    }

    /// <summary>The id of a listing in a row.</summary>
    internal static string Id(JsonField fields, string field) => fields.Text(field) is { Length: > 0 } id
        ? id
        : throw new FormatException($"'{field}' is empty, expected the id of a listing");

    /// <summary>The verdict of a row.</summary>
    internal static MatchVerdict Verdict(JsonField fields, string field) =>
        AnswerWords.VerdictOf(fields.Text(field)) ?? throw fields.Unknown(field, "same, variant or different");

    private static TraceRow RowOf(JsonField fields)
    {
        string text = fields.Text("text");
        MatchVerdict verdict = Verdict(fields, "verdict");
        if (!text.EndsWith($"verdict: {AnswerWords.Of(verdict)}", StringComparison.Ordinal))
        {
            throw new FormatException($"'text' does not end in 'verdict: {AnswerWords.Of(verdict)}', as 'verdict' says");
        }

        return new TraceRow(
            Id(fields, "a"), Id(fields, "b"), text, verdict,
            Sources.TryGetValue(fields.Text("source"), out TraceSource source) ? source
                : throw fields.Unknown("source", string.Join(" or ", Sources.Keys)),
            fields.TextOrNull("label") switch
            {
                null => null,
                Same => true,
                Different => false,
                _ => throw fields.Unknown("label", $"{Same} or {Different}"),
            },
            fields.TextOrNull("prompt"));
    }
}

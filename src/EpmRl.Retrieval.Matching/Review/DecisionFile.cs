using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Files of people's decisions: those they fill in, JSON Lines or CSV with <c>a</c>, <c>b</c>, <c>decision</c>, <c>who</c>, <c>when</c>,
/// <c>note</c>, and the book of a state's folder. A pair without a decision is passed over.
/// </summary>
internal static class DecisionFile
{
    /// <summary>The book's name in the folder of a state.</summary>
    public const string Name = "decisions.jsonl";

    private static readonly string[] Expected = ["a", "b", "decision", "who", "when", "note"];

    /// <summary>Reads decisions, by the file's extension.</summary>
    /// <param name="path">The file; one that ends in .csv is a table, all others are JSON Lines.</param>
    /// <param name="onError">Receives every bad row.</param>
    /// <param name="open">How many pairs have no decision yet.</param>
    public static IReadOnlyList<ReviewDecision> Read(string path, Action<RowError> onError, out int open)
    {
        using var text = new StreamReader(path);
        return Read(text, path, Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase), onError, out open);
    }

    /// <summary>Reads decisions from a text.</summary>
    public static IReadOnlyList<ReviewDecision> Read(TextReader text, string name, bool isTable, Action<RowError> onError, out int open)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(onError);
        var decisions = new List<ReviewDecision>();
        int without = 0;
        foreach ((long line, string row, Func<string, string> field) in isTable ? Table(text, name, onError) : Lines(text, name, onError))
        {
            string word = field("decision");
            if (string.IsNullOrWhiteSpace(word))
            {
                without++;
                continue;
            }

            string a = field("a"), b = field("b"), when = field("when");
            DateTimeOffset time = default;
            (string? wrong, string message) =
                a.Length == 0 ? ("a", "It is empty, expected the id of a listing.")
                : b.Length == 0 || b == a ? ("b", $"It is '{b}', expected the id of another listing than 'a'.")
                : !VerdictNames.TryParse(word, out MatchVerdict verdict) || verdict == MatchVerdict.Unsure
                    ? ("decision", $"It is '{word}', expected same, variant or different; leave it empty where nothing is decided.")
                : when.Length > 0 && !DateTimeOffset.TryParse(
                    when, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time)
                    ? ("when", $"It is '{when}', expected a time such as 2026-03-31 or 2026-03-31T14:00:00Z.")
                : (null, "");
            if (wrong is not null)
            {
                onError(new RowError(name, line, wrong, message, row));
            }
            else
            {
                _ = VerdictNames.TryParse(word, out MatchVerdict decided);
                decisions.Add(new ReviewDecision(a, b, decided, field("who").Trim(), when.Length > 0 ? time : null, field("note")));
            }
        }

        open = without;
        return decisions;
    }

    /// <summary>Reads the book of a state's folder; an empty one where there is none.</summary>
    /// <exception cref="InvalidDataException">A line of it is damaged.</exception>
    public static DecisionBook ReadBook(string folder)
    {
        var book = new DecisionBook();
        string path = Path.Combine(folder, Name);
        if (File.Exists(path))
        {
            foreach (ReviewDecision decision in Read(
                path, error => throw new InvalidDataException($"{error} Correct the line; nobody else has these decisions."), out _))
            {
                book.Add(decision);
            }
        }

        return book;
    }

    /// <summary>Replaces the book of a state's folder, which is made where it is missing.</summary>
    public static void WriteBook(string folder, DecisionBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, Name), stream =>
        {
            var lines = new JsonLineWriter(stream);
            foreach (ReviewDecision decision in book.Decisions)
            {
                lines.Write(json =>
                {
                    json.WriteString("a"u8, decision.A);
                    json.WriteString("b"u8, decision.B);
                    json.WriteString("decision"u8, VerdictNames.Of(decision.Verdict));
                    json.WriteString("who"u8, decision.Who);
                    json.WriteString("when"u8, decision.When is { } when ? when.ToString("O", CultureInfo.InvariantCulture) : "");
                    json.WriteString("note"u8, decision.Note);
                });
            }

            lines.Flush();
        });
    }

    /// <summary>Writes decisions as training pairs, CSV: <c>ltable_id,rtable_id,label</c>; 1 is the same product.</summary>
    public static void WritePairs(TextWriter text, DecisionBook book)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(book);
        text.Write("ltable_id,rtable_id,label\n");
        foreach (ReviewDecision decision in book.Decisions)
        {
            text.Write($"{Csv.Field(decision.A)},{Csv.Field(decision.B)},{(decision.Verdict == MatchVerdict.Same ? 1 : 0)}\n");
        }
    }

    private static IEnumerable<(long, string, Func<string, string>)> Table(TextReader text, string name, Action<RowError> onError)
    {
        CsvTable table = CsvTable.Read(text, name, onError);
        Dictionary<string, int> at = Expected.ToDictionary(column => column, column => table.Find(column), StringComparer.Ordinal);
        if (Expected[..3].FirstOrDefault(column => at[column] < 0) is { } missing)
        {
            throw new InvalidDataException(
                $"{name}: it has no column '{missing}', only {string.Join(", ", table.Columns.Select(column => $"'{column}'"))}. "
                + "Expected 'a', 'b' and 'decision'.");
        }

        return table.Rows.Select(row => (row.Line, string.Join(',', row.Fields),
            new Func<string, string>(column => at[column] < 0 ? "" : SpreadsheetText.Restore(row.Fields[at[column]]))));
    }

    private static IEnumerable<(long, string, Func<string, string>)> Lines(TextReader text, string name, Action<RowError> onError)
    {
        for (long line = 1; text.ReadLine() is { } row; line++)
        {
            if (string.IsNullOrWhiteSpace(row))
            {
                continue;
            }

            Dictionary<string, string>? fields = null;
            try
            {
                using JsonDocument document = JsonDocument.Parse(row);
                JsonField json = JsonField.Of(document.RootElement);
                fields = Expected.ToDictionary(field => field, field => json.TextOrNull(field) ?? "", StringComparer.Ordinal);
            }
            catch (JsonException fault)
            {
                onError(new RowError(
                    name, line, null, $"{JsonFault.Describe(fault)}. Expected an object with 'a', 'b' and 'decision'.", row));
            }
            catch (FormatException fault)
            {
                onError(new RowError(name, line, null, $"{fault.Message}.", row));
            }

            if (fields is not null)
            {
                yield return (line, row, field => fields[field]);
            }
        }
    }
}

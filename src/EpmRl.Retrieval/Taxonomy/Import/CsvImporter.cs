using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads a table with the columns category, attribute, value and, optionally, aliases (joined by <c>|</c>), unit and kind. A category may
/// be a path (<c>Electronics &gt; Laptops</c>). Comma, semicolon or tab, as in the header; UTF-8.
/// </summary>
internal static class CsvImporter
{
    private static readonly string[] Columns = ["category", "attribute", "value", "aliases", "unit", "kind"];

    public static ImportSource? Read(string path, ProblemLog log, CancellationToken cancellationToken)
    {
        try
        {
            using var text = new StreamReader(path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(text, path, log, cancellationToken);
        }
        catch (System.Text.DecoderFallbackException)
        {
            log.Error(path, 0, "The file is not UTF-8 text. Save it as 'CSV UTF-8'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(path, 0, $"The file cannot be read: {e.Message}");
        }

        return null;
    }

    private static ImportSource? Read(StreamReader text, string path, ProblemLog log, CancellationToken cancellationToken)
    {
        int line = 1;
        string first = text.ReadLine() ?? "";
        var record = new CsvRecord(CsvDelimiter.OnlyOneIn(first) ?? ',');
        if (!Fill(record, first, text, ref line, path, log))
        {
            return null;
        }

        string[] header = [.. record.Fields.Select(name => name.Trim().ToLowerInvariant())];
        foreach (string name in header.Where(name => !Columns.Contains(name)))
        {
            log.Error(path, 1, $"The column '{name}' is unknown.{log.Hint(name, Columns)}");
        }

        foreach (string name in Columns.Take(3).Where(name => !header.Contains(name)))
        {
            log.Error(path, 1, $"The column '{name}' is missing. The first line names the columns: category,attribute,value.");
        }

        if (log.HasErrors)
        {
            return null;
        }

        int[] places = [.. Columns.Select(name => Array.IndexOf(header, name))];
        var table = new CsvTable(path, log);
        while (text.ReadLine() is { } next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = ++line;
            if (string.IsNullOrWhiteSpace(next))
            {
                continue;
            }

            if (!Fill(record, next, text, ref line, path, log))
            {
                return null;
            }

            table.Add(start, [.. places.Select(
                place => place >= 0 && place < record.Fields.Count ? SpreadsheetText.Restore(record.Fields[place].Trim()) : "")]);
        }

        return table.Build();
    }

    // A record may span lines. A quote that is never closed is an error of the entire file: the rows after it cannot be separated.
    private static bool Fill(CsvRecord record, string first, StreamReader text, ref int line, string path, ProblemLog log)
    {
        int start = line;
        record.Clear();
        CsvRecord.State state = record.Add(first);
        while (state == CsvRecord.State.NeedsLine && text.ReadLine() is { } next)
        {
            line++;
            state = record.Add(next);
        }

        switch (state)
        {
            case CsvRecord.State.NeedsLine:
                log.Error(
                    path, start, "The quote that opens a field is never closed. Close it; a quote inside a quoted field is written twice.");
                return false;
            case CsvRecord.State.TextAfterQuote:
                log.Error(path, line, "Text follows the quote that closes a field. A quote inside a quoted field is written twice.");
                return false;
            default:
                return true;
        }
    }
}

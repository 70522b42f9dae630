using CsvHelper;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads a table with the columns category, attribute, value and, optionally, aliases (joined by <c>|</c>), unit and kind. A category
/// may be a path (<c>Electronics &gt; Laptops</c>). Comma, semicolon or tab, as the header has it; UTF-8.
/// </summary>
internal static class CsvImporter
{
    private static readonly string[] Columns = ["category", "attribute", "value", "aliases", "unit", "kind"];

    public static ImportSource? Read(string path, ProblemLog log, CancellationToken cancellationToken)
    {
        try
        {
            using var text = new StreamReader(path, new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true));
            using CsvReader csv = CsvReader.Create(text, new CsvReaderOptions { TrackLineNumbers = true, TrimWhitespace = true });
            return Read(csv, path, log, cancellationToken);
        }
        catch (System.Text.DecoderFallbackException)
        {
            log.Error(path, 0, "The file is not UTF-8 text. Save it as 'CSV UTF-8'.");
        }
        catch (CsvFormatException e)
        {
            log.Error(path, (int)e.LineNumber, $"This is not CSV: {e.Message.TrimEnd('.')}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(path, 0, $"The file cannot be read: {e.Message}");
        }

        return null;
    }

    private static ImportSource? Read(CsvReader csv, string path, ProblemLog log, CancellationToken cancellationToken)
    {
        csv.ReadHeader();
        string[] header = [.. csv.Headers.Select(name => name.Trim().ToLowerInvariant())];
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
        while (csv.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.Add((int)csv.LineNumber, [.. places.Select(place => place >= 0 && place < csv.FieldCount ? SpreadsheetText.Restore(csv[place].ToString()) : "")]);
        }

        return table.Build();
    }
}

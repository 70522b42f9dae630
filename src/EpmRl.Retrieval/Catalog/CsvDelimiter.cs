namespace EpmRl.Retrieval.Catalog;

/// <summary>Detects the delimiter of a CSV file.</summary>
internal static class CsvDelimiter
{
    /// <summary>The number of lines examined after the header.</summary>
    public const int Lines = 20;

    private const string Candidates = ",;\t|";

    /// <summary>The delimiter stated on a line before the header, as spreadsheets write it: <c>sep=;</c>.</summary>
    public static char? StatedBy(string line) =>
        line.Trim('"', ' ') is { Length: 5 } stated && stated.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? stated[4]

        : line.TrimEnd('"', ' ') is { Length: 4 or 5 } tab && tab.TrimStart('"').Equals("sep=\t", StringComparison.OrdinalIgnoreCase)
        ? '\t'
        : null;

    /// <summary>The only candidate in a header, so that no row need be read; null where there are several, or none.</summary>
    public static char? OnlyOneIn(string header)
    {
        char[] found = [.. Candidates.Where(candidate => header.Contains(candidate, StringComparison.Ordinal))];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>
    /// Detects the delimiter from the first lines: the one that gives a header with known columns, then the most rows with as many fields
    /// as the header, then the most columns. Comma when undecided.
    /// </summary>
    /// <param name="lines">The header and the lines after it.</param>
    /// <param name="options">The caller's column mapping.</param>
    public static char Detect(IReadOnlyList<string> lines, ProductReaderOptions options)
    {
        char best = Candidates[0];
        (bool Known, int Rows, int Columns) bestScore = default;
        foreach (char candidate in Candidates)
        {
            (bool Known, int Rows, int Columns) score = Score(lines, candidate, options);
            if (score.CompareTo(bestScore) > 0)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }

    private static (bool Known, int Rows, int Columns) Score(IReadOnlyList<string> lines, char candidate, ProductReaderOptions options)
    {
        var record = new CsvRecord(candidate);
        record.Clear();
        int header = 0, rows = 0;
        bool known = false;
        foreach (string line in lines)
        {
            if (record.Add(line) == CsvRecord.State.NeedsLine)
            {
                continue;
            }

            int count = record.Fields.Count;
            while (count > 1 && string.IsNullOrWhiteSpace(record.Fields[count - 1]))
            {
                count--;
            }

            if (header == 0)
            {
                header = count;
                string[] names = [.. record.Fields.Select(field => field.Trim())];
                var plan = new FieldPlan(names, options, export: null, isTable: true);
                known = (plan.Title.Length > 0 || plan.Description.Any(part => part.Length > 0))
                    && options.Map.Mapped().All(name => names.Contains(name, StringComparer.OrdinalIgnoreCase));
            }
            else
            {
                rows += record.Fields.Count >= header && count <= header ? 1 : 0;
            }

            record.Clear();
        }

        return (known, rows, header);
    }
}

using System.Text;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Splits a record into fields as in RFC 4180, line by line, since a quoted field may span lines.</summary>
/// <remarks>A quote counts only at the beginning of a field, so <c>15.6" Laptop</c> is read literally.</remarks>
internal sealed class CsvRecord(char delimiter)
{
    private readonly StringBuilder open = new();
    private bool inQuotes;

    /// <summary>The state of a record.</summary>
    public enum State
    {
        /// <summary>All fields are read.</summary>
        Complete,

        /// <summary>A quoted field continues on the next line.</summary>
        NeedsLine,

        /// <summary>Something other than a delimiter follows a closing quote.</summary>
        TextAfterQuote,
    }

    /// <summary>The field delimiter.</summary>
    public char Delimiter => delimiter;

    /// <summary>The fields so far.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Begins a new record.</summary>
    /// <param name="inQuotes">Whether its next line is inside quotes opened by an earlier one.</param>
    public void Clear(bool inQuotes = false)
    {
        Fields.Clear();
        open.Clear();
        this.inQuotes = inQuotes;
    }

    /// <summary>Reads the record's next line.</summary>
    public State Add(string line)
    {
        int at = 0;
        if (inQuotes)
        {
            open.Append('\n');
        }

        while (true)
        {
            if (!inQuotes)
            {
                if (at == line.Length || line[at] != '"')
                {
                    int end = line.IndexOf(delimiter, at);
                    Fields.Add(line[at..(end < 0 ? line.Length : end)]);
                    if (end < 0)
                    {
                        return State.Complete;
                    }

                    at = end + 1;
                    continue;
                }

                inQuotes = true;
                at++;
            }

            int quote = line.IndexOf('"', at);
            if (quote < 0)
            {
                open.Append(line, at, line.Length - at);
                return State.NeedsLine;
            }

            open.Append(line, at, quote - at);
            at = quote + 1;
            if (at < line.Length && line[at] == '"')
            {
                open.Append('"');
                at++;
                continue;
            }

            Fields.Add(open.ToString());
            open.Clear();
            inQuotes = false;
            if (at == line.Length)
            {
                return State.Complete;
            }

            if (line[at] != delimiter)
            {
                return State.TextAfterQuote;
            }

            at++;
        }
    }
}

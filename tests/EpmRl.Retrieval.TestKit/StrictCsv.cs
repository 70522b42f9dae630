using System.Text;

namespace EpmRl.Retrieval.TestKit;

/// <summary>A strict CSV reader: anything outside RFC 4180 is an error. Independent of the code that it checks.</summary>
public static class StrictCsv
{
    /// <summary>The records of a file.</summary>
    /// <param name="bytes">The file, UTF-8, with or without its mark.</param>
    /// <param name="separator">What separates fields.</param>
    /// <exception cref="FormatException">
    /// It is not as the standard says, or a record has another number of fields than the first.
    /// </exception>
    public static List<string[]> Read(byte[] bytes, char separator = ',')
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\ufeff');
        var records = new List<string[]>();
        var fields = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            var field = new StringBuilder();
            if (text[at] == '"')
            {
                for (at++; ; at++)
                {
                    if (at == text.Length)
                    {
                        throw new FormatException("A quote is never closed.");
                    }

                    if (text[at] == '"')
                    {
                        if (at + 1 == text.Length || text[at + 1] != '"')
                        {
                            at++;
                            break;
                        }

                        at++;
                    }

                    field.Append(text[at]);
                }
            }
            else
            {
                for (; at < text.Length && text[at] != separator && text[at] != '\n'; at++)
                {
                    field.Append(text[at] is '"' or '\r' ? throw new FormatException($"A bare '{(int)text[at]:x}' at {at}.") : text[at]);
                }
            }

            fields.Add(field.ToString());
            if (at == text.Length)
            {
                throw new FormatException("The last line has no end.");
            }

            if (text[at] == '\n')
            {
                records.Add([.. fields]);
                fields.Clear();
            }
            else if (text[at] != separator)
            {
                throw new FormatException($"Text after a quote at {at}.");
            }
            else if (at + 1 == text.Length)
            {
                throw new FormatException("The last line has no end.");
            }

            at++;
        }

        return records.TrueForAll(record => record.Length == records[0].Length)
            ? records
            : throw new FormatException("Records of different lengths.");
    }

    /// <summary>The records after the header, by its names.</summary>
    public static List<Dictionary<string, string>> ReadByName(byte[] bytes, char separator = ',')
    {
        List<string[]> records = Read(bytes, separator);
        return [.. records.Skip(1).Select(record => records[0].Zip(record).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}

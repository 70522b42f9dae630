using System.Text.Json;
using System.Text.Unicode;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads one row written as a JSON object.</summary>
internal sealed class JsonRowReader(RowErrors errors, ListingBuilder builder)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>Reads a row.</summary>
    /// <param name="line">The line where it begins.</param>
    /// <param name="bytes">The complete row.</param>
    /// <returns>A listing or an error; null where the row is not a listing.</returns>
    public CatalogRow? Read(long line, ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return errors.InvalidUtf8(line, bytes);
        }

        string shown = RowErrors.Show(bytes);
        try
        {
            JsonElement row = JsonElement.Parse(bytes, Strict);
            return row.ValueKind == JsonValueKind.Object
                ? builder.Build(line, row, shown, bytes.Length)
                : errors.Of(line, null, $"Expected a JSON object, found {JsonTexts.NameOf(row)}.", shown);
        }
        catch (JsonException exception)
        {
            return errors.Of(line, null, Explain(exception, bytes), shown);
        }
        catch (InvalidOperationException)
        {
            // The JSON reader detects half a surrogate pair only when a string is fetched.
            return errors.Of(line, null,
                @"A string holds half a character (a lone surrogate such as \ud83d). Write both halves, or the character itself.", shown);
        }
    }

    /// <summary>The fault of a row that is not valid JSON.</summary>
    /// <param name="exception">Gives the position.</param>
    /// <param name="bytes">The row.</param>
    public static string Explain(JsonException exception, ReadOnlySpan<byte> bytes)
    {
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return $"The row is nested beyond a depth of {Strict.MaxDepth}. Write it flatter.";
        }

        long at = exception.BytePositionInLine ?? 0;
        for (long line = exception.LineNumber ?? 0; line > 0; line--)
        {
            bytes = bytes[(bytes.IndexOf((byte)'\n') + 1)..];
        }

        string place = exception.LineNumber > 0 ? $"line {exception.LineNumber + 1} of the row" : "the line";
        string found = at >= bytes.Length ? "it ends here" : bytes[(int)at] switch
        {
            (byte)'\n' or (byte)'\r' => "the line ends here",
            < 0x20 and var control => $"a control character (0x{control:x2}) is not allowed here",
            >= 0x80 => "a letter is not allowed here",
            var character => $"'{(char)character}' is not allowed here",
        };
        return $"Not valid JSON at byte {at + 1} of {place}: {found}.";
    }
}

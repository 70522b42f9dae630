using System.Text.Json;
using System.Text.Unicode;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads listings from JSON Lines: one object a line, empty lines passed over.</summary>
internal sealed class JsonRows(LineReader lines, ProductReaderOptions options, RowErrors errors) : IRowSource
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.TooLong)
            {
                return errors.TooLong(line);
            }

            if (line.Bytes.Span.ContainsAnyExcept(" \t\r"u8))
            {
                return Read(line);
            }
        }

        return null;
    }

    private CatalogRow Read(Line line)
    {
        if (!Utf8.IsValid(line.Bytes.Span))
        {
            return errors.InvalidUtf8(line);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line.Bytes, Strict);
            return Read(line, document.RootElement);
        }
        catch (JsonException exception)
        {
            return errors.Of(line, null, Explain(exception));
        }
        catch (InvalidOperationException)
        {
            // The JSON reader finds half a surrogate pair only when a string is fetched.
            return errors.Of(line, null, @"A string holds half a character (a lone surrogate such as \ud83d). Write both halves, or the character itself.");
        }
    }

    private CatalogRow Read(Line line, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            string hint = row.ValueKind == JsonValueKind.Array ? " Write each element of the array on a line of its own." : "";
            return errors.Of(line, null, $"Expected a JSON object, found {NameOf(row)}.{hint}");
        }

        var texts = new string?[ColumnMap.FieldCount];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, JsonElement>? extra = null;
        foreach (JsonProperty property in row.EnumerateObject())
        {
            string name = property.Name;
            if (!seen.Add(name))
            {
                return errors.Of(line, name, "Duplicate key in the object. Remove one.");
            }

            bool known = false;
            for (int field = 0; field < texts.Length; field++)
            {
                if (name == options.Map[field])
                {
                    known = true;
                    bool numbers = field is ColumnMap.IdField or ColumnMap.CategoryField;
                    if (!TryReadText(property.Value, numbers, out texts[field]))
                    {
                        return errors.Of(line, name, $"Expected a text{(numbers ? " or a number" : "")}, found {NameOf(property.Value)}.");
                    }
                }
            }

            if (!known)
            {
                (extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal)).Add(name, property.Value.Clone());
            }
        }

        return errors.Listing(line.Number, texts, extra, seen, RowErrors.Show(line.Bytes.Span), line.Bytes.Length);
    }

    private static bool TryReadText(JsonElement value, bool numbers, out string? text)
    {
        text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number when numbers => value.GetRawText(),
            _ => null,
        };
        return text is not null || value.ValueKind == JsonValueKind.Null;
    }

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {Cut(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static string Explain(JsonException exception)
    {
        string message = exception.Message;
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"Not valid JSON at byte {(exception.BytePositionInLine ?? 0) + 1} of the line: {(position < 0 ? message : message[..position])}";
    }
}

using System.Text.Json;
using System.Text.Unicode;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Reads listings from separated values with a header. A quoted field may span lines; a quote that is never closed costs its own row
/// only: reading goes on with the line after it.
/// </summary>
internal sealed class CsvRows(LineReader lines, ProductReaderOptions options, RowErrors errors, string file) : IRowSource
{
    private readonly Stack<TextLine> putBack = new();
    private CsvRecord? record;
    private CsvHeader? header;

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await NextLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line.Text) && line.Fault is null)
            {
                continue;
            }

            record ??= new CsvRecord(options.Delimiter ?? CsvRecord.DetectDelimiter(line.Text));
            CatalogRow? fault = line.Fault ?? await ReadRecordAsync(line, cancellationToken).ConfigureAwait(false);
            if (header is not null)
            {
                return fault ?? Listing(line);
            }

            if (fault is { Error: { } error })
            {
                throw new InvalidDataException($"{error} The header must be readable.");
            }

            header = new CsvHeader(record.Fields, options.Map, file);
        }

        return header is not null
            ? null
            : throw new InvalidDataException($"{file}: the file is empty; expected a header line with a column '{options.Map.Title}'.");
    }

    // Fills the record from a line and as many more as its quoted fields span, or says what is wrong.
    private async ValueTask<CatalogRow?> ReadRecordAsync(TextLine first, CancellationToken cancellationToken)
    {
        record!.Clear();
        var more = new List<TextLine>();
        long length = first.Text.Length;
        CsvRecord.State state = record.Add(first.Text);
        while (state == CsvRecord.State.NeedsLine)
        {
            TextLine? next = await NextLineAsync(cancellationToken).ConfigureAwait(false);
            if (next is { } read)
            {
                more.Add(read);
                length += read.Text.Length + 1;
            }

            if (next is null or { Fault: not null } || length > options.MaxRowBytes)
            {
                PutBack(more);
                return errors.Of(first.Number, ColumnName(), "The quote that opens the field is never closed. Close it; a quote inside a quoted field is written twice.", first.Text);
            }

            state = record.Add(next.Value.Text);
        }

        if (state == CsvRecord.State.TextAfterQuote)
        {
            string? column = ColumnName(-1);
            PutBack(more);
            return errors.Of(first.Number, column, "Text follows the quote that closes the field. A quote inside a quoted field is written twice.", first.Text);
        }

        return null;
    }

    private CatalogRow Listing(TextLine line)
    {
        List<string> fields = record!.Fields;
        if (fields.Count != header!.Columns.Count)
        {
            return errors.Of(line.Number, null, $"Expected {header.Columns.Count} fields as in the header, found {fields.Count}.", line.Text);
        }

        var texts = new string?[ColumnMap.FieldCount];
        for (int field = 0; field < texts.Length; field++)
        {
            int place = header.PlaceOfField(field);
            texts[field] = place < 0 ? null : field is ColumnMap.IdField or ColumnMap.CategoryField ? fields[place].Trim() : fields[place];
        }

        Dictionary<string, JsonElement>? extra = null;
        for (int place = 0; place < fields.Count; place++)
        {
            if (!header.IsField(place))
            {
                (extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))
                    .Add(header.Columns[place], JsonSerializer.SerializeToElement(fields[place], JsonText.Default.String));
            }
        }

        return errors.Listing(line.Number, texts, extra, header.Columns, line.Text, fields.Sum(field => (long)field.Length));
    }

    private string? ColumnName(int offset = 0)
    {
        int place = record!.Fields.Count + offset;
        return place >= 0 && place < header?.Columns.Count ? header.Columns[place] : null;
    }

    private void PutBack(List<TextLine> more)
    {
        for (int i = more.Count - 1; i >= 0; i--)
        {
            putBack.Push(more[i]);
        }
    }

    private async ValueTask<TextLine?> NextLineAsync(CancellationToken cancellationToken)
    {
        if (putBack.TryPop(out TextLine again))
        {
            return again;
        }

        return await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } line ? null
            : line.TooLong ? new TextLine(line.Number, "", errors.TooLong(line))
            : !Utf8.IsValid(line.Bytes.Span) ? new TextLine(line.Number, "", errors.InvalidUtf8(line))
            : new TextLine(line.Number, System.Text.Encoding.UTF8.GetString(line.Bytes.Span), null);
    }

    // A line as text, since a quoted field needs several lines at once; or why it is none.
    private readonly record struct TextLine(long Number, string Text, CatalogRow? Fault);
}

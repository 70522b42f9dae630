using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Reads listings from separated values with a header. A quoted field may span lines; a quote that is never closed costs its own row
/// only: reading goes on with the line after it.
/// </summary>
internal sealed class CsvRows(LineReader lines, ProductReaderOptions options, RowErrors errors, string file) : IRowSource
{
    private readonly CsvLines lines = new(lines, errors);
    private CsvRecord? record;
    private TableHeader? header;

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await lines.TakeAsync(cancellationToken).ConfigureAwait(false) is { } line)
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

            header = new TableHeader(record.Fields, options.Map, $"{file}:1", ", or the delimiter if this is one column by mistake");
        }

        return header is not null
            ? null
            : throw new InvalidDataException($"{file}: the file is empty; expected a header line with a column '{options.Map.Title}'.");
    }

    // Fills the record from a line and as many more as its quoted fields span, or says what is wrong; then the next row begins at the next line.
    private async ValueTask<CatalogRow?> ReadRecordAsync(CsvLine first, CancellationToken cancellationToken)
    {
        record!.Clear();
        CsvRecord.State state = record.Add(first.Text);
        int column = record.Fields.Count;
        if (state == CsvRecord.State.NeedsLine)
        {
            CsvClosing closing = await lines.FindClosingAsync(first, record.Delimiter, options.MaxRowBytes, cancellationToken).ConfigureAwait(false);
            state = closing.State;
            column += closing.Fields;
            for (int more = 0; state == CsvRecord.State.Complete && more < closing.Lines; more++)
            {
                CsvLine? next = await lines.TakeAsync(cancellationToken).ConfigureAwait(false);
                record.Add(next!.Value.Text);
            }
        }

        return state switch
        {
            CsvRecord.State.Complete => null,
            CsvRecord.State.NeedsLine => errors.Of(
                first.Number, ColumnName(column), "The quote that opens the field is never closed. Close it; a quote inside a quoted field is written twice.", first.Text),
            _ => errors.Of(
                first.Number, ColumnName(column - 1), "Text follows the quote that closes the field. A quote inside a quoted field is written twice.", first.Text),
        };
    }

    private CatalogRow Listing(CsvLine line)
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

    private string? ColumnName(int place) => place < header?.Columns.Count ? header.Columns[place] : null;
}

using System.Buffers;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Reads listings from separated values with a header. A quoted field may span lines; an unclosed quote costs only its own row: reading
/// continues with the line after it.
/// </summary>
internal sealed class CsvRows(
    LineReader lines, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, ReaderNotes notes, string file) : IRowSource
{
    private readonly CsvLines lines = new(lines, options, errors, notes);
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json = new(Stream.Null, JsonLines.Writing);
    private CsvRecord? record;
    private TableHeader? header;
    private JsonEncodedText[] names = [];

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        char? stated = options.Delimiter;
        while (await lines.TakeAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line.Text) && line.Fault is null)
            {
                continue;
            }

            if (record is null && CsvDelimiter.StatedBy(line.Text) is { } separator)
            {
                stated ??= separator;
                continue;
            }

            record ??= new CsvRecord(stated ?? CsvDelimiter.OnlyOneIn(line.Text)
                ?? CsvDelimiter.Detect(
                    [line.Text, .. await lines.PeekAsync(CsvDelimiter.Lines, cancellationToken).ConfigureAwait(false)], options));
            CatalogRow? fault = line.Fault ?? await ReadRecordAsync(line, cancellationToken).ConfigureAwait(false);
            if (header is not null)
            {
                if ((fault ?? Listing(line)) is { } row)
                {
                    return row;
                }

                continue;
            }

            if (fault is { Error: { } error })
            {
                throw new InvalidDataException($"{error} The header must be readable.");
            }

            header = new TableHeader(record.Fields, $"{file}:{line.Number}", ", or the delimiter if this is one column by mistake");
            builder.Read(header);
            names = [.. header.Columns.Select(name => JsonEncodedText.Encode(name, JsonLines.Writing.Encoder))];
        }

        return header is not null
            ? null
            : throw new InvalidDataException($"{file}: the file is empty; expected a header line with a column '{options.Map.Title}'.");
    }

    // Fills the record from a line and as many more as its quoted fields span, or reports the fault; then the next row begins at the next
    // line.
    private async ValueTask<CatalogRow?> ReadRecordAsync(CsvLine first, CancellationToken cancellationToken)
    {
        record!.Clear();
        CsvRecord.State state = record.Add(first.Text);
        int column = record.Fields.Count;
        if (state == CsvRecord.State.NeedsLine)
        {
            CsvClosing closing =
                await lines.FindClosingAsync(first, record.Delimiter, options.MaxRowBytes, cancellationToken).ConfigureAwait(false);
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
                first.Number, ColumnName(column),
                "The quote that opens the field is never closed. Close it; a quote inside a quoted field is written twice.", first.Text),
            _ => errors.Of(
                first.Number, ColumnName(column - 1),
                "Text follows the quote that closes the field. A quote inside a quoted field is written twice.", first.Text),
        };
    }

    private CatalogRow? Listing(CsvLine line)
    {
        List<string> fields = record!.Fields;
        int count = fields.Count;
        while (count > header!.NamedCount && string.IsNullOrWhiteSpace(fields[count - 1]))
        {
            count--; // trailing delimiter
        }

        if (count > header.Columns.Count || fields.Count < header.NamedCount)
        {
            return errors.Of(line.Number, null, $"Expected {header.NamedCount} fields as in the header, found {fields.Count}.", line.Text);
        }

        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        long length = 0;
        for (int place = 0; place < count; place++)
        {
            json.WriteString(names[place], fields[place]);
            length += fields[place].Length;
        }

        json.WriteEndObject();
        json.Flush();
        return builder.Build(line.Number, JsonElement.Parse(buffer.WrittenSpan), line.Text, length);
    }

    private string? ColumnName(int place) => place < header?.Columns.Count ? header.Columns[place] : null;
}

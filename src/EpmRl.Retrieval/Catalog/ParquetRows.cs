using System.Buffers;
using System.Text.Json;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads listings from a Parquet file, with one row group in memory at a time.</summary>
/// <remarks>Each row becomes a JSON object, so that numbers, dates and lists are returned like those of JSON Lines.</remarks>
internal sealed class ParquetRows : IRowSource, IAsyncDisposable
{
    private const int MagicBytes = 4;
    private const long MaxGroupBytes = 1L << 30;
    private const int MaxGroupRows = 1 << 24;
    private const int MaxColumns = 10_000;

    private static readonly ParquetOptions Reading = new() { UseDateOnlyTypeForDates = true, UseBigDecimal = true };

    private readonly ParquetReader reader;
    private readonly DataField[] fields;
    private readonly TableHeader header;
    private readonly ListingBuilder builder;
    private readonly ProductReaderOptions options;
    private readonly RowErrors errors;
    private readonly string file;
    private readonly long total;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private ParquetColumn[] columns = [];
    private int nextGroup;
    private long rowsLeft; // of the row group
    private long row; // of the file, from 1

    private ParquetRows(ParquetReader reader, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, string file)
    {
        this.reader = reader;
        this.options = options;
        this.errors = errors;
        this.builder = builder;
        this.file = file;
        fields = FlatFields();
        header = new TableHeader([.. fields.Select(field => field.Path.FirstPart!)], file);
        builder.Read(header);
        total = Math.Max(1, reader.Metadata!.NumRows);
    }

    /// <summary>Share of the rows read, in [0, 1].</summary>
    public double ReadShare => Math.Clamp((double)row / total, 0, 1);

    /// <summary>Whether bytes are the beginning of a Parquet file: its mark, followed by binary data.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PAR1"u8) && bytes.Length > MagicBytes
        && bytes[MagicBytes] is < 0x20 and not ((byte)'\r' or (byte)'\n' or (byte)'\t');

    /// <summary>Opens a file.</summary>
    /// <param name="source">Its bytes; stays open.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="errors">Creates errors.</param>
    /// <param name="builder">Creates listings.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidDataException">The file is not Parquet, is damaged, or has nested columns or no text column.</exception>
    public static async ValueTask<ParquetRows> OpenAsync(
        Stream source, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, string file,
        CancellationToken cancellationToken)
    {
        if (!source.CanSeek)
        {
            throw new InvalidDataException(
                $"{file}: Parquet is read from its end, so not from a pipe or a gzip file. Save it, unpacked, and name the file.");
        }

        await CheckMarksAsync(source, file, cancellationToken).ConfigureAwait(false);
        return await GuardAsync(
            async () => new ParquetRows(
                await ParquetReader.CreateAsync(source, Reading, leaveStreamOpen: true, cancellationToken).ConfigureAwait(false), options,
                errors, builder, file),
            file,
            file).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (rowsLeft == 0)
            {
                if (nextGroup == reader.RowGroupCount)
                {
                    return null;
                }

                await ReadGroupAsync(nextGroup++, cancellationToken).ConfigureAwait(false);
            }

            rowsLeft--;
            row++;
            if (Listing() is { } listing)
            {
                return listing;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        DisposeColumns();
        return reader.DisposeAsync();
    }

    private static async ValueTask CheckMarksAsync(Stream source, string file, CancellationToken cancellationToken)
    {
        byte[] first = await MarkAtAsync(0).ConfigureAwait(false);
        byte[] last = await MarkAtAsync(Math.Max(0, source.Length - MagicBytes)).ConfigureAwait(false);
        source.Position = 0;
        if (first.AsSpan().SequenceEqual("PARE"u8) || last.AsSpan().SequenceEqual("PARE"u8))
        {
            throw new InvalidDataException($"{file}: the Parquet file is encrypted. Write it without encryption.");
        }

        if (!first.AsSpan().SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException($"{file}: not a Parquet file, which begins with PAR1. State its format if it is another one.");
        }

        if (!last.AsSpan().SequenceEqual("PAR1"u8) || source.Length < 3 * MagicBytes)
        {
            throw new InvalidDataException(
                $"{file}: the Parquet file does not end with PAR1, so it was cut or is still being written. Copy or write it again.");
        }

        async ValueTask<byte[]> MarkAtAsync(long position)
        {
            var mark = new byte[MagicBytes];
            source.Position = position;
            await source.ReadAtLeastAsync(mark, MagicBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return mark;
        }
    }

    // Columns are texts, numbers, dates or lists of them. The depth is checked before the library recurses.
    private DataField[] FlatFields()
    {
        List<SchemaElement> elements = reader.Metadata!.Schema;
        if (elements.Count > MaxColumns)
        {
            throw new InvalidDataException($"{file}: the Parquet file has {elements.Count:N0} columns; at most {MaxColumns:N0} are read.");
        }

        foreach ((string column, int depth) in Depths(elements))
        {
            if (depth > 3) // a list is a group, its repeated part and the element
            {
                throw Nested(column);
            }
        }

        return [.. reader.Schema.Fields.Select(field => field switch
        {
            DataField data => data,
            ListField { Item: DataField item } => item,
            _ => throw Nested(field.Name),
        })];

        InvalidDataException Nested(string column) => new(
            $"{file}: the column '{column}' is nested (a struct, a map or a list of them); "
                + $"flat columns and lists of texts or numbers are read. " +
            "Leave the column out when the file is written, or flatten it.");
    }

    // The depth of each first-level column, from 1. Elements are in depth-first order, each with its number of children.
    private static IEnumerable<(string Column, int Depth)> Depths(List<SchemaElement> elements)
    {
        var open = new Stack<int>(); // remaining children per level
        string column = "";
        int deepest = 0;
        foreach (SchemaElement element in elements.Skip(1))
        {
            while (open.TryPeek(out int left) && left == 0)
            {
                open.Pop();
            }

            if (open.TryPop(out int children))
            {
                open.Push(children - 1);
            }

            if (open.Count == 0)
            {
                if (deepest > 0)
                {
                    yield return (column, deepest);
                }

                (column, deepest) = (element.Name, 0);
            }

            deepest = Math.Max(deepest, open.Count + 1);
            if (element.NumChildren is > 0)
            {
                open.Push(element.NumChildren.Value);
            }
        }

        if (deepest > 0)
        {
            yield return (column, deepest);
        }
    }

    private async ValueTask ReadGroupAsync(int group, CancellationToken cancellationToken)
    {
        DisposeColumns();
        var read = new List<ParquetColumn>(fields.Length);
        columns = []; // none, in case the next group is damaged
        string at = $"{file}: row group {group + 1}";
        try
        {
            rowsLeft = await GuardAsync(
                async () =>
                {
                    using ParquetRowGroupReader reading = reader.OpenRowGroupReader(group);
                    if (reading.RowCount is < 0 or > MaxGroupRows || reading.RowGroup.TotalByteSize > MaxGroupBytes)
                    {
                        throw new InvalidDataException(
                            $"{at} has {reading.RowCount:N0} rows and {reading.RowGroup.TotalByteSize:N0} bytes; at most {MaxGroupRows:N0} "
                                + $"rows and {MaxGroupBytes:N0} bytes " +
                            "are read into memory at a time. Write the file with smaller row groups.");
                    }

                    foreach (DataField field in fields)
                    {
                        read.Add(await GuardAsync(
                            async () => ParquetColumn.Of(
                                await reading.ReadRawColumnDataBaseAsync(field, cancellationToken).ConfigureAwait(false), field,
                                (int)reading.RowCount),
                            file,
                            $"{at}, column '{field.Path.FirstPart}'").ConfigureAwait(false));
                    }

                    return reading.RowCount;
                },
                file,
                at).ConfigureAwait(false);
        }
        catch
        {
            read.ForEach(column => column.Dispose());
            throw;
        }

        columns = [.. read];
    }

    // The library throws many types of exceptions on damaged bytes, running out of memory at a wrong length among them.
    private static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> read, string file, string where)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !IsOurs(exception) && !IsOfDisk(exception))
        {
            throw new InvalidDataException(
                $"{where}: damaged, or a form of Parquet that is not read. Copy or write the file again.", exception);
        }

        bool IsOurs(Exception exception) =>
            exception is InvalidDataException && exception.Message.StartsWith(file, StringComparison.Ordinal);

        // The library reports missing bytes by an IOException without a system error code.
        static bool IsOfDisk(Exception exception) =>
            exception is IOException and not EndOfStreamException && exception.HResult != new IOException().HResult;
    }

    private CatalogRow? Listing()
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.Writing))
        {
            json.WriteStartObject();
            for (int i = 0; i < columns.Length; i++)
            {
                json.WritePropertyName(header.Columns[i]);
                columns[i].WriteNext(json);
            }

            json.WriteEndObject();
        }

        string shown = RowErrors.Show(buffer.WrittenSpan);
        if (buffer.WrittenCount > options.MaxRowBytes)
        {
            return errors.TooLong(row, shown);
        }

        return builder.Build(row, JsonElement.Parse(buffer.WrittenSpan), shown, buffer.WrittenCount);
    }

    private void DisposeColumns()
    {
        foreach (ParquetColumn column in columns)
        {
            column.Dispose();
        }
    }
}

using System.Runtime.CompilerServices;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Streams listings from JSON, CSV or XML, plain or inside gzip or zip, or from Parquet or Excel, in bounded memory. Exports of known
/// programs are recognised by their columns. A bad row becomes an error and never stops the rest. For one reader at a time.
/// </summary>
public sealed class ProductReader : IAsyncDisposable
{
    private readonly Stream source;
    private readonly string name;
    private readonly ProductReaderOptions options;
    private readonly ReaderNotes notes;
    private LineReader? lines;
    private UnpackedFile? unpacked;
    private ParquetRows? parquet;
    private ExcelRows? excel;

    /// <summary>Reads from a stream.</summary>
    /// <param name="source">The bytes; disposed with the reader.</param>
    /// <param name="name">Its name in errors; its extension gives the format where the options do not.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="ArgumentException">The limit or the delimiter is out of range.</exception>
    public ProductReader(Stream source, string name, ProductReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new ProductReaderOptions();
        if (options.MaxRowBytes is < 1 << 10 or > 1 << 30)
        {
            throw new ArgumentException(
                $"The longest row must be between 1 KiB and 1 GiB, not {options.MaxRowBytes} bytes.", nameof(options));
        }

        if (options.Delimiter is '"' or '\n' or '\r')
        {
            throw new ArgumentException("A quote or a line's end cannot be the delimiter.", nameof(options));
        }

        this.source = source;
        this.name = name;
        this.options = options;
        notes = new ReaderNotes(name, options.Note);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static ProductReader Open(string path, ProductReaderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(Directory.Exists(path)
                ? $"'{path}' is a folder; expected a file of listings."
                : $"There is no file '{path}'.", path);
        }

        return new ProductReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1), path, options);
    }

    /// <summary>Share of the source read, in [0, 1]; null where its length is unknown.</summary>
    public double? ReadShare =>
        parquet is not null ? parquet.ReadShare
            : excel is not null ? excel.ReadShare
            : source.CanSeek && source.Length > 0 ? (double)source.Position / source.Length : null;

    /// <summary>Reads the rows, in order. Call it once.</summary>
    /// <exception cref="InvalidDataException">
    /// The file as a whole cannot be read: a header without a title, a damaged archive or table, not text.
    /// </exception>
    public async IAsyncEnumerable<CatalogRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IRowSource? rows = null;
        while (true)
        {
            CatalogRow? row;
            try
            {
                rows ??= await OpenRowsAsync(cancellationToken).ConfigureAwait(false);
                row = await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException exception) when (!exception.Message.StartsWith(name, StringComparison.Ordinal))
            {
                // The unpacker's own message; messages that name the file already state the fault.
                throw new InvalidDataException($"{name}: damaged or truncated {unpacked?.Packing ?? "gzip"} after line "
                    + $"{lines?.Number ?? 0}. Copy or write the file again.", exception);
            }

            if (row is null)
            {
                notes.Close();
                yield break;
            }

            yield return row.Value;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (parquet is not null)
        {
            await parquet.DisposeAsync().ConfigureAwait(false);
        }

        excel?.Dispose();
        unpacked?.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<IRowSource> OpenRowsAsync(CancellationToken cancellationToken)
    {
        var errors = new RowErrors(name, options);
        unpacked = await UnpackedFile.OpenAsync(source, name, cancellationToken).ConfigureAwait(false);
        CatalogFormat? format = options.Format == CatalogFormat.Auto ? null : options.Format;
        ReadOnlyMemory<byte> head = await unpacked.Bytes.PeekAsync(5, cancellationToken).ConfigureAwait(false);
        if (unpacked.IsWorkbook && format is null or CatalogFormat.Excel)
        {
            format = CatalogFormat.Excel;
        }
        else if (format is null && ParquetRows.IsBeginning(head.Span))
        {
            format = CatalogFormat.Parquet;
        }

        if ((format ?? FormatOf(unpacked.Name)) == CatalogFormat.Parquet)
        {
            Stream whole = unpacked.Packing is null ? source : unpacked.Bytes;
            return parquet =
                await ParquetRows.OpenAsync(whole, options, errors, Builder(errors), name, cancellationToken).ConfigureAwait(false);
        }

        if (format == CatalogFormat.Excel)
        {
            return excel = ExcelRows.Open(unpacked, source, options, errors, Builder(errors), name, cancellationToken);
        }

        PeekStream bytes = unpacked.Bytes;
        if (format == CatalogFormat.Xml || (format ?? FormatOf(unpacked.Name)) is null or CatalogFormat.Xml
            && XmlRows.IsBeginning(head.Span))
        {
            return new XmlRows(bytes, options, errors, Builder(errors, KnownExport.GoogleMerchant), name);
        }

        PeekStream text = await TextEncodings.OpenAsync(bytes, options.Encoding, notes, name, cancellationToken).ConfigureAwait(false);
        byte first = await FirstAsync(text, cancellationToken).ConfigureAwait(false);
        format ??= FormatOf(unpacked.Name) ?? (first is 0 or (byte)'{' or (byte)'[' ? CatalogFormat.JsonLines : CatalogFormat.Csv);
        if (first == '<' && format != CatalogFormat.JsonLines)
        {
            // white space before a declaration
            text.Skip((await text.PeekAsync(1, cancellationToken).ConfigureAwait(false)).Span.IndexOf((byte)'<'));
            return new XmlRows(text, options, errors, Builder(errors, KnownExport.GoogleMerchant), name);
        }

        var rows = new JsonRowReader(errors, Builder(errors));
        if (format == CatalogFormat.JsonLines
            && await FormAsync(text, cancellationToken).ConfigureAwait(false) is { Kind: not JsonForm.Kinds.Lines } form)
        {
            return new JsonArrayRows(text, form, options, errors, rows, name);
        }

        lines = new LineReader(text, options.MaxRowBytes, format == CatalogFormat.JsonLines ? (byte)'}' : null);
        return format == CatalogFormat.JsonLines
            ? new JsonRows(lines, errors, rows)
            : new CsvRows(lines, options, errors, Builder(errors), notes, name);
    }

    private ListingBuilder Builder(RowErrors errors, KnownExport? export = null) => new(options, errors, notes, export);

    private async ValueTask<JsonForm> FormAsync(PeekStream text, CancellationToken cancellationToken)
    {
        for (int least = 1; ;)
        {
            ReadOnlyMemory<byte> head = await text.PeekAsync(least, cancellationToken).ConfigureAwait(false);
            bool isAll = head.Length < least || head.Length >= PeekStream.Most;
            if (JsonForm.Of(head.Span, key => key == options.Map.Title || key == options.Map.Description, isAll) is { } form)
            {
                if (form.Name is { } array)
                {
                    notes.Say($"read as the array '{array}' of a JSON object.");
                }

                return form;
            }

            least = head.Length + 1;
        }
    }

    // The first non-blank character of those available; 0 for none.
    private static async ValueTask<byte> FirstAsync(PeekStream text, CancellationToken cancellationToken)
    {
        for (int least = 1; ;)
        {
            ReadOnlyMemory<byte> head = await text.PeekAsync(least, cancellationToken).ConfigureAwait(false);
            int first = head.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (first >= 0)
            {
                return head.Span[first];
            }

            if (head.Length < least || head.Length >= PeekStream.Most)
            {
                return 0;
            }

            least = head.Length + 1;
        }
    }

    private static CatalogFormat? FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" => CatalogFormat.Csv,
        ".jsonl" or ".ndjson" or ".json" => CatalogFormat.JsonLines,
        ".parquet" => CatalogFormat.Parquet,
        ".xml" or ".rss" or ".atom" => CatalogFormat.Xml,
        _ => null,
    };
}

using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Streams listings from JSON Lines or CSV, plain or gzipped, or from Parquet, in bounded memory. A bad row becomes an error and never stops the rest.
/// For one reader at a time.
/// </summary>
public sealed class ProductReader : IAsyncDisposable
{
    private readonly Stream source;
    private readonly string name;
    private readonly ProductReaderOptions options;
    private LineReader? lines;
    private ParquetRows? parquet;
    private bool packed;

    /// <summary>Reads from a stream.</summary>
    /// <param name="source">The bytes; disposed with the reader.</param>
    /// <param name="name">What errors call it; its ending tells the format where the options do not.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="ArgumentException">The limit or the delimiter is out of range.</exception>
    public ProductReader(Stream source, string name, ProductReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new ProductReaderOptions();
        if (options.MaxRowBytes is < 1 << 10 or > 1 << 30)
        {
            throw new ArgumentException($"The longest row must be between 1 KiB and 1 GiB, not {options.MaxRowBytes} bytes.", nameof(options));
        }

        if (options.Delimiter is '"' or '\n' or '\r')
        {
            throw new ArgumentException("A quote or a line's end cannot be the delimiter.", nameof(options));
        }

        this.source = source;
        this.name = name;
        this.options = options;
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
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

    /// <summary>Read share of the source, in [0, 1]; null where its length is not known.</summary>
    public double? ReadShare => parquet is not null ? parquet.ReadShare : source.CanSeek && source.Length > 0 ? (double)source.Position / source.Length : null;

    /// <summary>Reads the rows, in order. Call it once.</summary>
    /// <exception cref="InvalidDataException">The file as a whole cannot be read: a header without a title, damaged gzip or Parquet.</exception>
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
            catch (InvalidDataException exception) when (packed && !exception.Message.StartsWith(name, StringComparison.Ordinal))
            {
                // The unpacker's own words; what names the file already says what is wrong with it.
                throw new InvalidDataException($"{name}: damaged or cut gzip after line {lines?.Number ?? 0}: {exception.Message}", exception);
            }

            if (row is null)
            {
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

        await source.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<IRowSource> OpenRowsAsync(CancellationToken cancellationToken)
    {
        var errors = new RowErrors(name, options);
        PeekStream bytes = await UnpackAsync(cancellationToken).ConfigureAwait(false);
        if (options.Format == CatalogFormat.Parquet
            || (options.Format == CatalogFormat.Auto
                && (FormatOf(name) == CatalogFormat.Parquet || ParquetRows.IsBeginning((await bytes.PeekAsync(5, cancellationToken).ConfigureAwait(false)).Span))))
        {
            return parquet = await ParquetRows.OpenAsync(packed ? bytes : source, options, errors, name, cancellationToken).ConfigureAwait(false);
        }

        lines = new LineReader(await OpenTextAsync(bytes, cancellationToken).ConfigureAwait(false), options.MaxRowBytes);
        CatalogFormat format = options.Format == CatalogFormat.Auto
            ? FormatOf(name) ?? await lines.GuessFormatAsync(cancellationToken).ConfigureAwait(false)
            : options.Format;
        return format == CatalogFormat.Csv ? new CsvRows(lines, options, errors, name) : new JsonRows(lines, options, errors);
    }

    private async ValueTask<PeekStream> UnpackAsync(CancellationToken cancellationToken)
    {
        var bytes = new PeekStream(source);
        if ((await bytes.PeekAsync(2, cancellationToken).ConfigureAwait(false)).Span is [0x1f, 0x8b])
        {
            packed = true;
            bytes = new PeekStream(new GZipStream(bytes, CompressionMode.Decompress));
        }

        return bytes;
    }

    // Drops a byte-order mark, and turns what is not UTF-8 into it.
    private async ValueTask<Stream> OpenTextAsync(PeekStream bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> mark = await bytes.PeekAsync(3, cancellationToken).ConfigureAwait(false);
        (System.Text.Encoding? encoding, int skip) = mark.Span switch
        {
            [0xef, 0xbb, 0xbf, ..] => (null, 3),
            [0xff, 0xfe, ..] => (System.Text.Encoding.Unicode, 2),
            [0xfe, 0xff, ..] => (System.Text.Encoding.BigEndianUnicode, 2),
            _ => (options.Encoding, 0),
        };
        bytes.Skip(skip);
        return encoding is null or System.Text.UTF8Encoding
            ? bytes
            : System.Text.Encoding.CreateTranscodingStream(bytes, encoding, new System.Text.UTF8Encoding(false));
    }

    private static CatalogFormat? FormatOf(string name)
    {
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^3];
        }

        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => CatalogFormat.Csv,
            ".jsonl" or ".ndjson" or ".json" => CatalogFormat.JsonLines,
            ".parquet" => CatalogFormat.Parquet,
            _ => null,
        };
    }
}

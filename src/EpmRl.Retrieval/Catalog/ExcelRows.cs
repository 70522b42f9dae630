using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Reads listings from a sheet of an Excel workbook, one row at a time. Its first non-empty row is the header.</summary>
internal sealed class ExcelRows : IRowSource, IDisposable
{
    private const int MostColumns = 16_384; // Excel's limit
    private const int MostRows = 1_048_576;
    private const long MostCompoundBytes = 512L << 20;

    private readonly IExcelDataReader reader;
    private readonly ProductReaderOptions options;
    private readonly RowErrors errors;
    private readonly ListingBuilder builder;
    private readonly string file;
    private readonly string where;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private TableHeader? header;
    private long rows; // of the sheet

    private ExcelRows(IExcelDataReader reader, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, string file)
    {
        (this.reader, this.options, this.errors, this.builder, this.file) = (reader, options, errors, builder, file);
        FindSheet();
        where = $"{file}: sheet '{Shown(reader.Name)}'";
        rows = reader.RowCount;
        if (reader.FieldCount > MostColumns || rows > MostRows)
        {
            throw new InvalidDataException($"{where} has {reader.FieldCount:N0} columns and {rows:N0} rows; at most {MostColumns:N0} and "
                + $"{MostRows:N0} are read, as Excel has.");
        }
    }

    /// <summary>Share of the rows read, in [0, 1].</summary>
    public double ReadShare => Math.Clamp((double)(reader.Depth + 1) / Math.Max(1, rows), 0, 1);

    /// <summary>Opens a workbook.</summary>
    /// <param name="unpacked">The file.</param>
    /// <param name="source">Its bytes; stays open.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="errors">Creates errors.</param>
    /// <param name="builder">Creates listings.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <param name="cancellationToken">Checked while the workbook is examined.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not a workbook, is damaged, unpacks to too much, or has no such sheet.
    /// </exception>
    public static ExcelRows Open(
        UnpackedFile unpacked, Stream source, ProductReaderOptions options, RowErrors errors, ListingBuilder builder, string file,
        CancellationToken cancellationToken)
    {
        if (unpacked.Packing is not null || !source.CanSeek)
        {
            throw new InvalidDataException(
                $"{file}: a workbook is read from its end, so not from a pipe or an archive. Save it, unpacked, and name the file.");
        }

        if (!unpacked.IsWorkbook)
        {
            throw new InvalidDataException($"{file}: not a workbook of Excel (.xlsx or .xls). State its format if it is another one.");
        }

        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance); // for texts in .xls
        return Guard(file, () =>
        {
            WorkbookSize.Check(source, options.MaxRowBytes, MostCompoundBytes, file, cancellationToken);
            source.Position = 0;
            return new ExcelRows(
                ExcelReaderFactory.CreateReader(source, new ExcelReaderConfiguration { LeaveOpen = true }), options, errors, builder, file);
        });
    }

    /// <inheritdoc/>
    public ValueTask<CatalogRow?> ReadAsync(CancellationToken cancellationToken)
    {
        while (Guard(where, reader.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            object?[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
            if (cells.All(cell => cell is null or "" || (cell is string text && string.IsNullOrWhiteSpace(text))))
            {
                continue;
            }

            if (header is null)
            {
                header = new TableHeader(
                    [.. cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")], $"{file}:{reader.Depth + 1}",
                    ", or name another sheet");
                builder.Read(header);
                continue;
            }

            if (Listing(cells) is { } row)
            {
                return ValueTask.FromResult<CatalogRow?>(row);
            }
        }

        return header is not null
            ? ValueTask.FromResult<CatalogRow?>(null)
            : throw new InvalidDataException($"{where} is empty; expected a header row with a column '{options.Map.Title}'. "
                + $"Name another sheet if that is the wrong one.");
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private CatalogRow? Listing(object?[] cells)
    {
        long line = reader.Depth + 1;
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, JsonLines.Writing))
        {
            json.WriteStartObject();
            for (int place = 0; place < Math.Min(cells.Length, header!.Columns.Count); place++)
            {
                if (place < header.NamedCount || cells[place] is not null)
                {
                    json.WritePropertyName(header.Columns[place]);
                    Write(json, cells[place], place);
                }
            }

            json.WriteEndObject();
        }

        string shown = RowErrors.Show(buffer.WrittenSpan);
        return buffer.WrittenCount > options.MaxRowBytes
            ? errors.TooLong(line, shown)
            : builder.Build(line, JsonElement.Parse(buffer.WrittenSpan), shown, buffer.WrittenCount);
    }

    private void Write(Utf8JsonWriter json, object? cell, int place)
    {
        switch (cell)
        {
            case null:
                json.WriteStringValue("");
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case DateTime time:
                json.WriteStringValue(
                    time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                break;
            case double or int:
                double number = Convert.ToDouble(cell, CultureInfo.InvariantCulture);
                if (!double.IsFinite(number))
                {
                    json.WriteStringValue("");
                }
                else if (number != Math.Floor(number) || Math.Abs(number) >= 1e15)
                {
                    json.WriteNumberValue(number);
                }
                else if (reader.GetNumberFormatString(place) is { Length: > 1 and < 20 } format && format.All(c => c == '0'))
                {
                    json.WriteStringValue(number.ToString(format, CultureInfo.InvariantCulture)); // a code with leading zeros
                }
                else
                {
                    json.WriteNumberValue((long)number);
                }

                break;
            default:
                json.WriteStringValue(Convert.ToString(cell, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void FindSheet()
    {
        var names = new List<string>();
        do
        {
            if (options.Sheet is { } sheet
                ? reader.Name.Equals(sheet, StringComparison.OrdinalIgnoreCase)
                : reader.VisibleState == "visible")
            {
                return;
            }

            names.Add(reader.Name);
        }
        while (reader.NextResult());
        string all = string.Join(", ", names.Select(name => $"'{Shown(name)}'"));
        string missing = options.Sheet is null ? "visible sheet" : $"sheet '{options.Sheet}'";
        throw new InvalidDataException(
            $"{file}: the workbook has no {missing}; its sheets are: {(all.Length <= 300 ? all : all[..300] + "…")}.");
    }

    // The library throws many types of exceptions on damaged bytes.
    private static T Guard<T>(string where, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidPasswordException exception)
        {
            throw new InvalidDataException($"{where}: the workbook is protected by a password. Save it without one.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !IsOurs(exception) && !IsOfDisk(exception))
        {
            throw new InvalidDataException(
                $"{where}: damaged, or a form of workbook that is not read. Open it and save it again as .xlsx or .csv.", exception);
        }

        bool IsOurs(Exception exception) =>
            exception is InvalidDataException && exception.Message.StartsWith(where, StringComparison.Ordinal);

        static bool IsOfDisk(Exception exception) =>
            exception is IOException and not EndOfStreamException && exception.HResult != new IOException().HResult;
    }

    // The name of a sheet in a message: that of a damaged workbook may hold control characters.
    private static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}

using System.Buffers;
using System.Text;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Creates errors that name their file.</summary>
internal sealed class RowErrors(string file, ProductReaderOptions options)
{
    private const int MaxShown = 1000;

    /// <summary>A row without title or description.</summary>
    /// <param name="line">The line where the row begins.</param>
    /// <param name="columns">The columns of its title and its description.</param>
    /// <param name="isThere">Whether it has one of them.</param>
    /// <param name="names">The names it has.</param>
    /// <param name="row">The row's text, for the message.</param>
    public CatalogRow WithoutText(
        long line, (string Title, string Description) columns, bool isThere, IEnumerable<string> names, string row)
    {
        bool one = columns.Title == columns.Description;
        return Of(line, columns.Title, !isThere
            ? $"The row has no {Columns(" or ")}, only {Names(names)}. Name the column with a mapping: title=…"
            : $"{Columns(" and ")} {(one ? "is" : "are both")} empty; there is nothing to read.", row);

        string Columns(string between) => one ? $"'{columns.Title}'" : $"'{columns.Title}'{between}'{columns.Description}'";
    }

    /// <summary>A bad row.</summary>
    public CatalogRow Of(Line line, string? field, string message) => Of(line.Number, field, message, Show(line.Bytes.Span));

    /// <summary>A bad row with its text.</summary>
    public CatalogRow Of(long line, string? field, string message, string row) =>
        new(new RowError(file, line, field, message, row.Length <= MaxShown ? row : row[..MaxShown]));

    /// <summary>A row beyond the limit.</summary>
    public CatalogRow TooLong(Line line) => TooLong(line.Number, Show(line.Bytes.Span));

    /// <summary>A row beyond the limit, with its beginning.</summary>
    public CatalogRow TooLong(long line, string row) =>
        Of(line, null, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"The row is longer than {options.MaxRowBytes:N0} bytes. Shorten it, or raise the limit."), row);

    /// <summary>A row that is not text.</summary>
    public CatalogRow InvalidUtf8(long line, ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int consumed) == OperationStatus.Done)
        {
            at += consumed;
        }

        return Of(
            line, null, $"Not valid UTF-8 at byte {at + 1} of the row. Save the file as UTF-8, or say which encoding it has.", Show(bytes));
    }

    /// <summary>The beginning of a row, for the message.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) =>
        System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxShown * 4)]);

    private static string Names(IEnumerable<string> columns)
    {
        string names = string.Join(", ", columns.Take(20));
        return names.Length == 0 ? "nothing" : names.Length <= 200 ? names : names[..200] + "…";
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EpmRl.Retrieval.Catalog;

/// <summary>Makes listings, or errors that name their file, from what a row holds.</summary>
internal sealed class RowErrors(string file, ProductReaderOptions options)
{
    private const int MaxShown = 1000;

    /// <summary>A listing, when it has a text to identify anything from.</summary>
    /// <param name="line">The line the row begins on.</param>
    /// <param name="texts">The listing's fields, numbered as <see cref="ColumnMap"/> numbers them.</param>
    /// <param name="extra">All other fields; null for none.</param>
    /// <param name="columns">The names that the row has, for the message.</param>
    /// <param name="row">The row's text, for the message.</param>
    /// <param name="length">Length of the whole row.</param>
    public CatalogRow Listing(
        long line, string?[] texts, Dictionary<string, JsonElement>? extra, IEnumerable<string> columns, string row, long length)
    {
        string? title = texts[ColumnMap.TitleField];
        string? description = texts[ColumnMap.DescriptionField];
        if (string.IsNullOrWhiteSpace(title) && string.IsNullOrWhiteSpace(description))
        {
            string message = title is null && description is null
                ? $"The row has no {TextColumns(" or ")}, only {Names(columns)}. Name the column with a mapping: title=…"
                : $"{TextColumns(" and ")} {(OneText ? "is" : "are both")} empty; there is nothing to read.";
            return Of(line, options.Map.Title, message, row);
        }

        string? id = texts[ColumnMap.IdField];
        string? category = texts[ColumnMap.CategoryField];
        var profile = new ProductProfile
        {
            Id = string.IsNullOrWhiteSpace(id) ? $"line-{line}" : id,
            Title = title ?? "",
            Description = description ?? "",
            Category = string.IsNullOrWhiteSpace(category) ? null : category,
        };
        return new CatalogRow(line, extra is null ? profile : profile with { Extra = extra }, length);
    }

    /// <summary>A bad row.</summary>
    public CatalogRow Of(Line line, string? field, string message) => Of(line.Number, field, message, Show(line.Bytes.Span));

    /// <summary>A bad row whose text is at hand.</summary>
    public CatalogRow Of(long line, string? field, string message, string row) =>
        new(new RowError(file, line, field, message, row.Length <= MaxShown ? row : row[..MaxShown]));

    /// <summary>A row beyond the limit.</summary>
    public CatalogRow TooLong(Line line) => TooLong(line.Number, Show(line.Bytes.Span));

    /// <summary>A row beyond the limit whose beginning is at hand.</summary>
    public CatalogRow TooLong(long line, string row) =>
        Of(line, null, FormattableString.Invariant($"The row is longer than {options.MaxRowBytes:N0} bytes. Shorten it, or raise the limit."), row);

    /// <summary>A row that is not text.</summary>
    public CatalogRow InvalidUtf8(Line line)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(line.Bytes.Span[at..], out _, out int consumed) == OperationStatus.Done)
        {
            at += consumed;
        }

        return Of(line, null, $"Not valid UTF-8 at byte {at + 1} of the row. Save the file as UTF-8, or say which encoding it has.");
    }

    /// <summary>The beginning of a row, for the message.</summary>
    public static string Show(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaxShown * 4)]);

    private bool OneText => options.Map.Title == options.Map.Description;

    private string TextColumns(string between) =>
        OneText ? $"'{options.Map.Title}'" : $"'{options.Map.Title}'{between}'{options.Map.Description}'";

    private static string Names(IEnumerable<string> columns)
    {
        string names = string.Join(", ", columns.Take(20));
        return names.Length == 0 ? "nothing" : names.Length <= 200 ? names : names[..200] + "…";
    }
}

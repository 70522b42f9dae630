namespace EpmRl.Retrieval.Catalog;

/// <summary>
/// Texts of listings that labels refer to by source and id, so that labels can be published without the texts. For one reader at a time.
/// </summary>
/// <param name="folder">Folder of the sources; null without one.</param>
internal sealed class ListingTexts(string? folder)
{
    private readonly Dictionary<string, Dictionary<string, (string Title, string Description)>> sources = new(StringComparer.Ordinal);

    /// <summary>The text of a listing.</summary>
    /// <param name="source">
    /// File in the folder, as <c>tag</c> reads it; a column <c>name</c> is the title where no column <c>title</c> exists.
    /// </param>
    /// <param name="id">Id of the listing there.</param>
    /// <param name="cancellationToken">Checked between rows of a source read for the first time.</param>
    /// <exception cref="FormatException">No folder was given, or it lacks this file or listing.</exception>
    public async ValueTask<(string Title, string Description)> OfAsync(string source, string id, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            throw new FormatException($"names its text by 'source' ({source}) and 'id'. Name the folder of the sources.");
        }

        string root = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        string file = Path.GetFullPath(Path.Combine(root, source));
        if (!file.StartsWith(root, StringComparison.Ordinal) || !File.Exists(file))
        {
            throw new FormatException($"names the source '{source}', which '{folder}' does not have.");
        }

        if (!sources.TryGetValue(source, out Dictionary<string, (string Title, string Description)>? texts))
        {
            sources.Add(source, texts = await ReadAsync(file, cancellationToken).ConfigureAwait(false));
        }

        return texts.TryGetValue(id, out (string Title, string Description) text)
            ? text
            : throw new FormatException($"names '{id}' of '{source}', which has no such id.");
    }

    private static async Task<Dictionary<string, (string Title, string Description)>> ReadAsync(
        string file, CancellationToken cancellationToken)
    {
        string header = File.ReadLines(file).FirstOrDefault() ?? "";
        bool isTitled = header.Contains("title", StringComparison.OrdinalIgnoreCase);
        var texts = new Dictionary<string, (string Title, string Description)>(StringComparer.Ordinal);
        await using ProductReader reader =
            ProductReader.Open(file, new ProductReaderOptions { Map = isTitled ? ColumnMap.Default : new ColumnMap(Title: "name") });
        await foreach (CatalogRow row in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row.Profile is { } profile)
            {
                texts.TryAdd(profile.Id, (profile.Title, profile.Description));
            }
        }

        return texts;
    }
}

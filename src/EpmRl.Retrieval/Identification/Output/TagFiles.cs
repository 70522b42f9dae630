using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Opens result tables and import files.</summary>
internal static class TagFiles
{
    /// <summary>Whether a file name is that of a table: it ends in <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>.</summary>
    public static bool IsTable(string? path) => FormatOf(path) is not null;

    /// <summary>Whether a file name is that of a CSV table: it ends in <c>.csv</c> or <c>.tsv</c>.</summary>
    public static bool IsCsv(string? path) => FormatOf(path) is TableFormat.Csv or TableFormat.Tsv;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Path of the file; its extension determines the format.</param>
    /// <param name="options">The options of the file.</param>
    /// <param name="taxonomy">The taxonomy of the results; a long table needs none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidRequestException">
    /// The path is not that of a table, or the taxonomy cannot be represented in the target; nothing was written.
    /// </exception>
    public static async Task<ITagFile> CreateAsync(
        string path, TagFileOptions options, ProductTaxonomy? taxonomy, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (taxonomy is null && (options.Target != ImportTarget.None || options.Layout == TagLayout.Wide))
        {
            throw new ArgumentNullException(nameof(taxonomy));
        }

        switch (options.Target)
        {
            case ImportTarget.Shopify:
                return new ShopifyTagFile(path, options, taxonomy!);
            case ImportTarget.Akeneo:
                return new AkeneoTagFile(path, options, taxonomy!);
            default:
                TableFormat format = FormatOf(path)
                    ?? throw new InvalidRequestException($"'{path}' is not a table. Expected a name that ends in .csv, .tsv or .parquet.");
                return options.Layout == TagLayout.Wide
                    ? new WideTagFile(path, format, options, taxonomy!)
                    : await LongTagFile.CreateAsync(path, format, !options.Raw, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TableFormat? FormatOf(string? path) => Path.GetExtension(path ?? "").ToLowerInvariant() switch
    {
        ".csv" => TableFormat.Csv,
        ".tsv" => TableFormat.Tsv,
        ".parquet" => TableFormat.Parquet,
        _ => null,
    };
}

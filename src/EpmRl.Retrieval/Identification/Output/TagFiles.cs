using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Makes the files that results are written to as tables.</summary>
internal static class TagFiles
{
    /// <summary>Whether a name is that of a table: it ends in <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c>.</summary>
    public static bool IsTable(string? path) => FormatOf(path) is not null;

    /// <summary>Whether a name is that of a CSV table: it ends in <c>.csv</c> or <c>.tsv</c>.</summary>
    public static bool IsCsv(string? path) => FormatOf(path) is TableFormat.Csv or TableFormat.Tsv;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it is to be; its ending says how a table is written.</param>
    /// <param name="options">What it is to hold.</param>
    /// <param name="taxonomy">The taxonomy that the results are of; a long table needs none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidRequestException">The name is that of no table, or the taxonomy cannot be written so; nothing was
    /// written.</exception>
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
                TableFormat format = FormatOf(path) ?? throw new InvalidRequestException($"'{path}' does not end in .csv, .tsv or "
                    + $".parquet, so it is no table.");
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

namespace EpmRl.Retrieval.Identification;

/// <summary>What a row of a table contains.</summary>
internal enum TagLayout
{
    /// <summary>One value of an attribute of a listing.</summary>
    Long,

    /// <summary>One listing, with a column for each attribute.</summary>
    Wide,
}

/// <summary>The target program of an import file.</summary>
internal enum ImportTarget
{
    /// <summary>No program: a table for people and data frames.</summary>
    None,

    /// <summary>Shopify's product import, with product metafields.</summary>
    Shopify,

    /// <summary>Akeneo's product import.</summary>
    Akeneo,
}

/// <summary>Options of a result table or import file.</summary>
internal sealed record TagFileOptions
{
    /// <summary>What a row contains.</summary>
    public TagLayout Layout { get; init; }

    /// <summary>The target program.</summary>
    public ImportTarget Target { get; init; }

    /// <summary>Minimum probability of a value that fills a cell, in [0, 1]. For wide tables and import files.</summary>
    public double MinProbability { get; init; }

    /// <summary>Whether values that need review fill cells too. For wide tables and import files.</summary>
    public bool WithReview { get; init; }

    /// <summary>Whether each attribute of a wide table is followed by a column with its probability.</summary>
    public bool Probabilities { get; init; }

    /// <summary>Whether the columns of the input come first in a wide table (<see cref="Catalog.ProductProfile.Source"/>).</summary>
    public bool KeepColumns { get; init; }

    /// <summary>
    /// Whether CSV is for programs only: no byte order mark, and no apostrophe before text that a spreadsheet would interpret as a formula.
    /// </summary>
    public bool Raw { get; init; }

    /// <summary>
    /// The namespace of Shopify's metafields; null for <c>shopify</c> if the taxonomy was imported from Shopify's own, else <c>custom</c>.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>The code of Akeneo's identifier attribute.</summary>
    public string Identifier { get; init; } = "sku";

    /// <summary>
    /// Locale and channel of localised Akeneo attributes, by attribute id, or <c>*</c> for all: <c>de_DE</c>, <c>ecommerce</c>,
    /// <c>de_DE-ecommerce</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Localised { get; init; } = new Dictionary<string, string>();
}

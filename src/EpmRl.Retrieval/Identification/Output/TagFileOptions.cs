namespace EpmRl.Retrieval.Identification;

/// <summary>What a row of a table is.</summary>
internal enum TagLayout
{
    /// <summary>A value of an attribute of a listing.</summary>
    Long,

    /// <summary>A listing, with a column for each attribute.</summary>
    Wide,
}

/// <summary>The program that an import file is for.</summary>
internal enum ImportTarget
{
    /// <summary>None: a table for people and data frames.</summary>
    None,

    /// <summary>Shopify's import of products, with product metafields.</summary>
    Shopify,

    /// <summary>Akeneo's import of products.</summary>
    Akeneo,
}

/// <summary>How results are written as a table or an import file.</summary>
internal sealed record TagFileOptions
{
    /// <summary>What a row is.</summary>
    public TagLayout Layout { get; init; }

    /// <summary>The program that imports the file.</summary>
    public ImportTarget Target { get; init; }

    /// <summary>The least probability of a value that fills a cell, in [0, 1]. For wide tables and import files.</summary>
    public double MinProbability { get; init; }

    /// <summary>Whether values that need review fill cells too. For wide tables and import files.</summary>
    public bool WithReview { get; init; }

    /// <summary>Whether each attribute of a wide table is followed by a column with its probability.</summary>
    public bool Probabilities { get; init; }

    /// <summary>Whether the columns of the input come first in a wide table (<see cref="Catalog.ProductProfile.Source"/>).</summary>
    public bool KeepColumns { get; init; }

    /// <summary>
    /// Whether CSV is for programs alone: no mark of UTF-8, and no apostrophe before what a spreadsheet would take for a formula.
    /// </summary>
    public bool Raw { get; init; }

    /// <summary>
    /// The namespace of Shopify's metafields; null for <c>shopify</c> where the taxonomy is an import of Shopify's own, else <c>custom</c>.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>The code of Akeneo's identifier attribute.</summary>
    public string Identifier { get; init; } = "sku";

    /// <summary>
    /// Locale and channel of Akeneo's attributes that have them, by id, or <c>*</c> for all: <c>de_DE</c>, <c>ecommerce</c>,
    /// <c>de_DE-ecommerce</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Localised { get; init; } = new Dictionary<string, string>();
}

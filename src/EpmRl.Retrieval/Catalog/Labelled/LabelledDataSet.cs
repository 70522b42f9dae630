namespace EpmRl.Retrieval.Catalog;

/// <summary>A labelled data set, as read from its folder.</summary>
public sealed record LabelledDataSet
{
    /// <summary>Name of the folder.</summary>
    public required string Name { get; init; }

    /// <summary>The format of its rows.</summary>
    internal LabelledDataFormat Format { get; init; }

    /// <summary>The file that was read.</summary>
    public required string File { get; init; }

    /// <summary>The listings, in the order of the file.</summary>
    public required IReadOnlyList<LabelledListing> Listings { get; init; }

    /// <summary>The rows that could not be read.</summary>
    public required IReadOnlyList<LabelledRowError> BadRows { get; init; }

    /// <summary>The published value lists (<c>values.json</c>: category → attribute → labels); null when the folder has none.</summary>
    public string? ValuesFile { get; init; }
}

/// <summary>The format of a labelled data set's rows.</summary>
internal enum LabelledDataFormat
{
    /// <summary>WDC-PAVE: <c>input_title</c>, <c>input_description</c>, <c>category</c>, <c>target_scores</c>, <c>url</c>.</summary>
    TitleAndDescription,

    /// <summary>AE-110K and OA-Mine: <c>input</c>, <c>category</c>, <c>target_scores</c>.</summary>
    TitleOnly,

    /// <summary>
    /// Listings labelled with a taxonomy: <c>title</c> and <c>description</c>, or <c>source</c> and <c>id</c> of a text elsewhere;
    /// <c>category</c>, null where the product belongs to none; <c>values</c>: attribute id → labels.
    /// </summary>
    TaxonomyValues,
}

/// <summary>A row of a data set that could not be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record LabelledRowError(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}

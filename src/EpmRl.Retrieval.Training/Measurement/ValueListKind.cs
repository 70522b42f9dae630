namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>The sources of value lists.</summary>
internal enum ValueListKind
{
    /// <summary>An index that was built before.</summary>
    Index,

    /// <summary>A taxonomy folder.</summary>
    Taxonomy,

    /// <summary>The lists that the data set publishes.</summary>
    Published,

    /// <summary>The labels of the listings that are learned from.</summary>
    KnownLabels,

    /// <summary>The same for names; nothing for codes, measurements and numbers.</summary>
    Open,

    /// <summary>No value at all: every attribute is open, and known by its name alone.</summary>
    None,

    /// <summary>Every label of the file.</summary>
    AllLabels,
}

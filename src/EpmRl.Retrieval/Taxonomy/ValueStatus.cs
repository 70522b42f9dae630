namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The status of a value.</summary>
public enum ValueStatus
{
    /// <summary>May be answered.</summary>
    Active,

    /// <summary>Kept for old tags, never answered; <see cref="TaxonomyValue.ReplacedBy"/> may name its successor.</summary>
    Deprecated,
}

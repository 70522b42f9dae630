namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Makes edits of a taxonomy that has no journal.</summary>
public static class TaxonomyEdits
{
    /// <summary>The taxonomy after edits; all are made or none.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="edits">The edits.</param>
    /// <exception cref="TaxonomyEditException">An edit cannot be made.</exception>
    public static ProductTaxonomy Apply(ProductTaxonomy taxonomy, IReadOnlyList<TaxonomyEdit> edits) =>
        TaxonomyEditor.Apply(taxonomy, edits, EditHistory.Empty).Taxonomy;
}

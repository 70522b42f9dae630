namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Edits a taxonomy without a journal.</summary>
internal static class TaxonomyEdits
{
    /// <summary>The taxonomy after the edits; all are applied or none.</summary>
    /// <param name="taxonomy">The taxonomy.</param>
    /// <param name="edits">The edits.</param>
    /// <exception cref="TaxonomyEditException">An edit is refused.</exception>
    public static ProductTaxonomy Apply(ProductTaxonomy taxonomy, IReadOnlyList<TaxonomyEdit> edits) =>
        TaxonomyEditor.Apply(taxonomy, edits, EditHistory.Empty).Taxonomy;
}

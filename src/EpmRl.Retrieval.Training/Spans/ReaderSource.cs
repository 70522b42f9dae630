using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Spans;

/// <summary>Labelled listings that a reader learns from.</summary>
/// <param name="Data">The listings.</param>
/// <param name="Taxonomy">The values of their categories.</param>
/// <param name="HasTaxonomy">Whether that is a taxonomy of its own, from which listings can be composed, and not the labels.</param>
internal sealed record ReaderSource(LabelledDataSet Data, ProductTaxonomy Taxonomy, bool HasTaxonomy = true);

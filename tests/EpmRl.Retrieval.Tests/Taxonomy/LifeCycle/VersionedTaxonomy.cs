using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>Gives taxonomies that were made in code the version that their content has.</summary>
internal static class VersionedTaxonomy
{
    public static ProductTaxonomy WithVersion(this ProductTaxonomy taxonomy) => new(
        taxonomy.Name,
        TaxonomyVersion.Of(
            taxonomy.Name, taxonomy.Locale, taxonomy.Categories, taxonomy.Attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords),
        taxonomy.Categories, taxonomy.Attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords, taxonomy.Locale);
}

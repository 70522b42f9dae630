using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Taxonomies of labelled data sets that have none: their labels are the values, and kinds are inferred from them.</summary>
internal static class LabelTaxonomy
{
    /// <summary>The lists that a data set publishes, or else those of all its labels.</summary>
    public static ProductTaxonomy Of(LabelledDataSet data, CancellationToken cancellationToken)
    {
        if (data.ValuesFile is { } published)
        {
            return Import(data, published, schema: null, partial: false, cancellationToken);
        }

        using TemporaryFolder scratch = TemporaryFolder.Scratch();
        return OfLabels(data, data.Listings, schema: null, scratch, cancellationToken);
    }

    /// <summary>The lists of some listings' labels.</summary>
    /// <param name="data">The data set, whose categories and attributes get lists.</param>
    /// <param name="known">The listings whose labels are used.</param>
    /// <param name="schema">The schema file; null for inferred kinds.</param>
    /// <param name="scratch">A folder for intermediate files.</param>
    /// <param name="cancellationToken">Cancels the import.</param>
    public static ProductTaxonomy OfLabels(
        LabelledDataSet data, IEnumerable<LabelledListing> known, string? schema, TemporaryFolder scratch,
        CancellationToken cancellationToken)
    {
        string file = scratch[$"{data.Name}-labels.json"];
        LabelLists.Write(LabelLists.Gather(known, data.Listings), file);
        return Import(data, file, schema, partial: true, cancellationToken); // a few listings have few of the values
    }

    /// <summary>Lists of a file.</summary>
    public static ProductTaxonomy Import(
        LabelledDataSet data, string file, string? schema, bool partial, CancellationToken cancellationToken) =>
        TaxonomyImporter.Import(
            TaxonomySourceFormat.ValuesJson, file, new TaxonomyImportOptions
            {
                SchemaPath = schema,
                Name = data.Name,
                Partial = partial,
                ChoosePacks = false, // figures measure the list and the schema
            }, cancellationToken).Taxonomy;
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Engines that learned nothing from the known listings except their value lists. Disposes the indexes it opened.</summary>
/// <param name="data">The data set, whose categories and attributes get lists.</param>
/// <param name="encoder">The encoder of every engine.</param>
/// <param name="options">The identification options.</param>
/// <param name="source">Where the values come from.</param>
/// <param name="scratch">Folder of the indexes.</param>
internal sealed class UntrainedEngines(
    LabelledDataSet data, ITextEncoder encoder, IdentificationOptions options, ValueListSource source,
    TemporaryFolder scratch) : IDisposable
{
    private readonly List<IVectorIndex> opened = [];

    /// <summary>Name of the taxonomy, with its version if all folds share one.</summary>
    public string TaxonomyName => opened switch
    {
        [var only] => $"{only.Taxonomy.Name} ({only.Taxonomy.Version})",
        _ => $"{data.Name}, one for each set of listings that was learned from",
    };

    /// <summary>The taxonomies answered from so far.</summary>
    public IEnumerable<ProductTaxonomy> Taxonomies => opened.Select(index => index.Taxonomy);

    /// <summary>The engines: one for each list of known listings if the values come from these, otherwise one for all.</summary>
    public EngineSource Engines()
    {
        var engines = new EngineSource(OpenAsync);
        return source.Kind is ValueListKind.KnownLabels or ValueListKind.Open
            ? engines
            : new EngineSource((_, cancellationToken) => engines.ForAsync([], cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IVectorIndex index in opened)
        {
            index.Dispose();
        }
    }

    private async Task<EvaluationEngine> OpenAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken)
    {
        IVectorIndex index = source.Kind == ValueListKind.Index
            ? EmbeddedVectorIndex.Open(source.Path!)
            : await BuildAsync(known, cancellationToken).ConfigureAwait(false);
        opened.Add(index);
        return new EvaluationEngine(encoder, index, options);
    }

    private async Task<IVectorIndex> BuildAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken)
    {
        ProductTaxonomy taxonomy = source.Kind switch
        {
            ValueListKind.Taxonomy => Part(TaxonomyReader.Load(source.Path!, cancellationToken)),
            ValueListKind.Published =>
                LabelTaxonomy.Import(data, source.Path!, source.Schema, partial: false, cancellationToken),
            ValueListKind.KnownLabels => OpenLists.WithNames(OfLabels(known), known),
            ValueListKind.Open => OpenLists.Of(OpenLists.WithNames(OfLabels(known), known)),
            ValueListKind.None => OpenLists.Empty(OfLabels([])),
            _ => OfLabels(data.Listings),
        };
        string folder = scratch[$"index-{opened.Count}"];
        await new IndexBuilder(folder).BuildAsync(taxonomy, encoder, cancellationToken: cancellationToken).ConfigureAwait(false);
        return EmbeddedVectorIndex.Open(folder);

        ProductTaxonomy OfLabels(IReadOnlyList<LabelledListing> labels) =>
            LabelTaxonomy.OfLabels(data, labels, source.Schema, scratch, cancellationToken);
    }

    // If every listing names its category, no other category takes part in any answer.
    private ProductTaxonomy Part(ProductTaxonomy complete)
    {
        var categories = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in data.Listings.Select(listing => listing.Category).Distinct(StringComparer.Ordinal))
        {
            if (!complete.TryFindCategory(name, out Category? category))
            {
                return complete;
            }

            categories.Add(category.Id);
        }

        return TaxonomyPart.Of(complete, categories);
    }
}

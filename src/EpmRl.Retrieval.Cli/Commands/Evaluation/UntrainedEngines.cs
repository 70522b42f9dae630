using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary>Engines that learned nothing but their value lists. What they are built of is gone when they are disposed.</summary>
internal sealed class UntrainedEngines(LabelledDataSet data, ITextEncoder encoder, ValueListSource source) : IEvaluationEngines, IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("epmrl-evaluate-");
    private readonly Dictionary<string, IVectorIndex> opened = []; // by the lines of the known listings

    /// <summary>Name of the taxonomy, with its version where all folds share one.</summary>
    public string TaxonomyName => opened switch
    {
        { Count: 1 } => $"{opened.Values.Single().Taxonomy.Name} ({opened.Values.Single().Taxonomy.Version})",
        _ => $"{data.Name}, one for each fold",
    };

    /// <summary>The taxonomies answered from so far.</summary>
    public IEnumerable<ProductTaxonomy> Taxonomies => opened.Values.Select(index => index.Taxonomy);

    /// <inheritdoc/>
    public async ValueTask<EvaluationEngine> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        string key = source.Kind == ValueListKind.OtherFolds ? string.Join(' ', known.Select(listing => listing.Line)) : "";
        if (!opened.TryGetValue(key, out IVectorIndex? index))
        {
            opened[key] = index = source.Kind == ValueListKind.Index
                ? EmbeddedVectorIndex.Open(source.Path!)
                : await BuildAsync(known, cancellationToken);
        }

        return new EvaluationEngine(encoder, index, new IdentificationOptions());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IVectorIndex index in opened.Values)
        {
            index.Dispose();
        }

        scratch.Delete(recursive: true);
    }

    private async Task<IVectorIndex> BuildAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken)
    {
        ProductTaxonomy taxonomy = source.Kind switch
        {
            ValueListKind.Taxonomy => TaxonomyReader.Load(source.Path!, cancellationToken),
            ValueListKind.Published => Import(source.Path!, cancellationToken),
            ValueListKind.OtherFolds => Import(Gathered(known), cancellationToken),
            _ => Import(Gathered(data.Listings), cancellationToken),
        };
        string folder = Path.Combine(scratch.FullName, $"index-{opened.Count}");
        await new IndexBuilder(folder).BuildAsync(taxonomy, encoder, cancellationToken: cancellationToken);
        return EmbeddedVectorIndex.Open(folder);
    }

    private ProductTaxonomy Import(string file, CancellationToken cancellationToken) => TaxonomyImporter.Import(
        TaxonomySourceFormat.ValuesJson, file, new TaxonomyImportOptions { SchemaPath = source.Schema, Name = data.Name }, cancellationToken).Taxonomy;

    private string Gathered(IEnumerable<LabelledListing> known)
    {
        string file = Path.Combine(scratch.FullName, $"{data.Name}-labels.json");
        LabelLists.Write(LabelLists.Gather(known, data.Listings), file);
        return file;
    }
}

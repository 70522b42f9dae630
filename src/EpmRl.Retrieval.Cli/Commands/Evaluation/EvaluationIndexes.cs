using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary>Opens or builds the indexes that an evaluation answers from; what it builds is gone when it is disposed.</summary>
internal sealed class EvaluationIndexes(LabelledDataSet data, ITextEncoder encoder, ValueListSource source) : IEvaluationIndexes, IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("epmrl-evaluate-");
    private readonly List<IVectorIndex> opened = [];

    /// <summary>Name of the taxonomy, with its version where all folds share one.</summary>
    public string TaxonomyName => opened switch
    {
        [] => "none",
        [IVectorIndex only] => $"{only.Taxonomy.Name} ({only.Taxonomy.Version})",
        _ => $"{opened[0].Taxonomy.Name}, one for each fold",
    };

    /// <inheritdoc/>
    public async ValueTask<IVectorIndex> ForAsync(IReadOnlyList<LabelledListing> known, CancellationToken cancellationToken = default)
    {
        if (opened.Count > 0 && source.Kind != ValueListKind.OtherFolds)
        {
            return opened[0];
        }

        if (source.Kind == ValueListKind.Index)
        {
            return Keep(EmbeddedVectorIndex.Open(source.Path!));
        }

        ProductTaxonomy taxonomy = source.Kind switch
        {
            ValueListKind.Taxonomy => TaxonomyReader.Load(source.Path!, cancellationToken),
            ValueListKind.Published => Import(source.Path!, cancellationToken),
            ValueListKind.OtherFolds => Import(Gathered(known), cancellationToken),
            _ => Import(Gathered(data.Listings), cancellationToken),
        };
        string folder = Path.Combine(scratch.FullName, $"index-{opened.Count}");
        await new IndexBuilder(folder).BuildAsync(taxonomy, encoder, cancellationToken: cancellationToken);
        return Keep(EmbeddedVectorIndex.Open(folder));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        opened.ForEach(index => index.Dispose());
        scratch.Delete(recursive: true);
    }

    private ProductTaxonomy Import(string file, CancellationToken cancellationToken) => TaxonomyImporter.Import(
        TaxonomySourceFormat.ValuesJson, file, new TaxonomyImportOptions { SchemaPath = source.Schema, Name = data.Name }, cancellationToken).Taxonomy;

    private string Gathered(IEnumerable<LabelledListing> known)
    {
        string file = Path.Combine(scratch.FullName, $"{data.Name}-labels.json");
        LabelLists.Write(LabelLists.Gather(known, data.Listings), file);
        return file;
    }

    private EmbeddedVectorIndex Keep(EmbeddedVectorIndex index)
    {
        opened.Add(index);
        return index;
    }
}

using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

[assembly: AssemblyFixture(typeof(EpmRl.Retrieval.Host.Tests.SampleIndex))]

namespace EpmRl.Retrieval.Host.Tests;

/// <summary>The shipped model, and the sample taxonomy built with it as an embedded index and into a backend of this project.</summary>
public sealed class SampleIndex : IAsyncLifetime
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("epmrl-host-");

    /// <summary>Folder of the shipped model.</summary>
    public static string ModelFolder => Project.Path("models", "catalog-l6");

    /// <summary>Folder of the embedded index.</summary>
    public string Folder => scratch.FullName;

    internal InMemoryIndexes InMemory { get; } = new();

    public async ValueTask InitializeAsync()
    {
        using var model = Encoding.Onnx.ModelFolder.Open(ModelFolder);
        var taxonomy = new FixedTaxonomy(TaxonomyReader.Load(Project.Path("taxonomy", "sample")));
        await new Reindexer(Folder).RunAsync(taxonomy, model.Encoder);
        await new Reindexer(Folder, InMemory).RunAsync(taxonomy, model.Encoder);
    }

    public ValueTask DisposeAsync()
    {
        scratch.Delete(recursive: true);
        return default;
    }
}

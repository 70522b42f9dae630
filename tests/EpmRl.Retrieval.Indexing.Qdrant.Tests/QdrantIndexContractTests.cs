using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests;

/// <summary>Runs the index contract against Qdrant: the emulator, or a real server if one is configured.</summary>
public abstract class QdrantIndexContractTests(VectorForm form) : VectorIndexContract, IAsyncLifetime
{
    private TestServer? server;
    private ServedIndex? index;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAnyAsync();
        index = new ServedIndex(server);
        index.Options = Configure(index.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await index!.DisposeAsync();
        await server!.DisposeAsync();
    }

    /// <summary>Changes the options.</summary>
    private protected virtual QdrantOptions Configure(QdrantOptions options) => options;

    protected override async Task<IVectorIndex> BuildAsync(ProductTaxonomy taxonomy, HashingEncoder encoder)
    {
        await index!.PublishAsync(taxonomy, encoder, form);
        return await QdrantVectorIndex.OpenAsync(index.Options);
    }
}

public sealed class QdrantFp32ContractTests() : QdrantIndexContractTests(VectorForm.Float32)
{
    protected override float Tolerance => 5e-6f;
}

public sealed class QdrantFp16ContractTests() : QdrantIndexContractTests(VectorForm.Float16)
{
    protected override float Tolerance => 5e-4f;
}

public sealed class QdrantInt8ContractTests() : QdrantIndexContractTests(VectorForm.Int8)
{
    protected override float Tolerance => 1e-2f;
}

/// <summary>With the smallest batches, and the approximate path as soon as its recall is known.</summary>
public sealed class QdrantSmallBatchContractTests() : QdrantIndexContractTests(VectorForm.Float32)
{
    protected override float Tolerance => 5e-6f;

    private protected override QdrantOptions Configure(QdrantOptions options) => options with
    {
        BatchPoints = 7,
        BatchBytes = 3_000,
        BatchSearches = 2,
        ExactUpTo = 0,
        RecallProbes = 1,
        ProbeEvery = 3,
    };
}

/// <summary>With 8-bit copies of the vectors, whose answers are rescored and gated.</summary>
public sealed class QdrantQuantizedContractTests() : QdrantIndexContractTests(VectorForm.Float32)
{
    protected override float Tolerance => 5e-6f;

    private protected override QdrantOptions Configure(QdrantOptions options) =>
        options with { Quantize = true, ExactUpTo = 0, RecallProbes = 1 };
}

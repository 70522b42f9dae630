using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public abstract class EmbeddedIndexContractTests(VectorForm form) : VectorIndexContract, IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IVectorIndex> BuildAsync(ProductTaxonomy taxonomy, HashingEncoder encoder)
    {
        await new IndexBuilder(scratch["index"], new IndexBuildOptions { VectorForm = form }).BuildAsync(taxonomy, encoder);
        return EmbeddedVectorIndex.Open(scratch["index"]);
    }
}

public sealed class Fp32IndexContractTests() : EmbeddedIndexContractTests(VectorForm.Float32)
{
    protected override float Tolerance => 1e-6f;
}

public sealed class Fp16IndexContractTests() : EmbeddedIndexContractTests(VectorForm.Float16)
{
    protected override float Tolerance => 5e-4f;
}

public sealed class Int8IndexContractTests() : EmbeddedIndexContractTests(VectorForm.Int8)
{
    protected override float Tolerance => 1e-2f;
}

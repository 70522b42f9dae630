using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public abstract class EmbeddedIndexContractTests(VectorForm form, bool coded = false) : VectorIndexContract, IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IVectorIndex> BuildAsync(ProductTaxonomy taxonomy, HashingEncoder encoder)
    {
        var options = new IndexBuildOptions { VectorForm = form, SmallestCodedIndex = coded ? 1 : int.MaxValue };
        await new IndexBuilder(scratch["index"], options).BuildAsync(taxonomy, encoder);
        var index = EmbeddedVectorIndex.Open(scratch["index"]);
        index.SmallestCodedScope = coded ? 0 : int.MaxValue;
        return index;
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

/// <summary>The same with every search reading codes first, however few rows take part.</summary>
public sealed class CodedIndexContractTests() : EmbeddedIndexContractTests(VectorForm.Float16, coded: true)
{
    protected override float Tolerance => 5e-4f;
}

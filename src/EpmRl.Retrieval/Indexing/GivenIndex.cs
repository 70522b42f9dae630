namespace EpmRl.Retrieval.Indexing;

/// <summary>A fixed index that the caller disposes.</summary>
internal sealed class GivenIndex(IVectorIndex index) : IIndexProvider
{
    public ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default) => new(new IndexLease(index));
}

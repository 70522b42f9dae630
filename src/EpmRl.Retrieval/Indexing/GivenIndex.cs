namespace EpmRl.Retrieval.Indexing;

/// <summary>One index that stays the same and is the caller's to dispose.</summary>
internal sealed class GivenIndex(IVectorIndex index) : IIndexProvider
{
    public ValueTask<IndexLease> AcquireAsync(CancellationToken cancellationToken = default) => new(new IndexLease(index));
}

using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>A write of points.</summary>
internal abstract class Update
{
    /// <summary>Number of points for strict mode's limit on a batch, and the name of that limit; null when there is none.</summary>
    public virtual (int Points, string Limit)? Batch => null;

    /// <summary>The filter that chooses the points, if one does.</summary>
    public virtual Filter? Filter => null;

    /// <summary>Whether it may need more space: then it is refused on a full disk and by a limit on points.</summary>
    public virtual bool TakesRoom => false;

    /// <summary>Tokens of the write limit: the points it touches.</summary>
    public abstract int Cost(Collection collection);

    /// <summary>What is checked before the write gets into the log.</summary>
    /// <exception cref="QdrantError">The write is refused without a trace.</exception>
    public virtual void Check(Collection collection)
    {
    }

    /// <summary>Does the write.</summary>
    /// <exception cref="QdrantError">It failed behind the log; part of it may be done.</exception>
    public abstract void Apply(Collection collection, ulong number);
}

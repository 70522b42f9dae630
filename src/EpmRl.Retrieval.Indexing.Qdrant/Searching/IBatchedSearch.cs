using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A search that is sent together with others.</summary>
internal interface IBatchedSearch
{
    /// <summary>Whether no more has to be asked.</summary>
    bool IsDone { get; }

    /// <summary>The next request.</summary>
    /// <param name="collection">The collection to ask; each search of a batch names it.</param>
    /// <param name="query">The query.</param>
    QueryPoints Next(string collection, Query query);

    /// <summary>Takes its answer.</summary>
    void Take(IReadOnlyList<ScoredPoint> points);
}

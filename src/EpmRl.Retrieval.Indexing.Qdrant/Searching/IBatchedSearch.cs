using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>A search that is sent in a batch with others.</summary>
internal interface IBatchedSearch
{
    /// <summary>Whether the search is complete.</summary>
    bool IsDone { get; }

    /// <summary>The next request.</summary>
    /// <param name="collection">The collection to ask; each search of a batch names it.</param>
    /// <param name="query">The query.</param>
    QueryPoints Next(string collection, Query query);

    /// <summary>Processes the answer.</summary>
    void Take(IReadOnlyList<ScoredPoint> points);
}

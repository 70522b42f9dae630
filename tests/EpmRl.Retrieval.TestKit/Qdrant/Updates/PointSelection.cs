using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>The points of a write: given by ids, or by a filter. With both, the ids win.</summary>
internal sealed record PointSelection(IReadOnlyList<PointId>? Ids, Filter? Filter)
{
    public Filter? ActiveFilter => Ids is null ? Filter : null;

    public int Count(Collection collection) => Ids?.Count ?? Existing(collection).Count;

    /// <summary>The chosen points that exist.</summary>
    public IReadOnlyList<StoredPoint> Existing(Collection collection) => Ids is not null
        ? [.. Ids.Distinct().Select(id => collection.Points.GetValueOrDefault(id)).OfType<StoredPoint>()]
        : [.. collection.Points.Values.Where(point => Filter!.Matches(new FilterScope(point, point.Payload, collection)))];

    /// <summary>Fails when an id was given that no point has. Callers ask this last: the other points are done by then.</summary>
    public void DemandAll(Collection collection)
    {
        foreach (PointId id in Ids ?? [])
        {
            if (!collection.Points.ContainsKey(id))
            {
                throw QdrantError.NoPoint(id);
            }
        }
    }
}

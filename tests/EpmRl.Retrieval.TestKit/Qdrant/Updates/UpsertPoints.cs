using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Inserts or replaces complete points; of a duplicate id, the last one is kept.</summary>
internal sealed class UpsertPoints(IReadOnlyList<NewPoint> points, string? mode, Filter? condition) : Update
{
    public override (int Points, string Limit)? Batch => (points.Count, "upsert limit");

    public override bool TakesRoom => true;

    public override int Cost(Collection collection) => points.Count;

    public override void Check(Collection collection)
    {
        foreach (NewPoint point in points)
        {
            point.CheckSizes(collection.Config);
        }
    }

    public override void Apply(Collection collection, ulong number)
    {
        List<PointId> added = [];
        try
        {
            foreach (NewPoint point in points)
            {
                StoredPoint? old = collection.Points.GetValueOrDefault(point.Id);
                if (IsWanted(old, collection))
                {
                    collection.Put(new StoredPoint(point.Id, point.Prepare(collection.Config), point.Payload, number));
                    if (old is null)
                    {
                        added.Add(point.Id);
                    }
                }
            }
        }
        finally
        {
            collection.Segments.Add(added);
        }
    }

    private bool IsWanted(StoredPoint? old, Collection collection) => old is null
        ? mode != "update_only"
        : mode != "insert_only" && condition?.Matches(new FilterScope(old, old.Payload, collection)) != false;
}

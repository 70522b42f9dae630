using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Replaces vectors of existing points. Nothing is checked before the log, and an unknown id does not stop the others.</summary>
internal sealed class UpdateVectors(IReadOnlyList<NewPoint> points, Filter? condition) : Update
{
    public override (int Points, string Limit)? Batch => (points.Count, "update limit");

    public override bool TakesRoom => true;

    public override int Cost(Collection collection) => points.Count;

    public override void Apply(Collection collection, ulong number)
    {
        PointId? missing = null;
        foreach (NewPoint point in points)
        {
            if (!collection.Points.TryGetValue(point.Id, out StoredPoint? old))
            {
                missing ??= point.Id;
            }
            else if (condition?.Matches(new FilterScope(old, old.Payload, collection)) != false)
            {
                Dictionary<string, StoredVector> vectors = old.Vectors.ToDictionary();
                foreach ((string name, StoredVector vector) in point.Prepare(collection.Config))
                {
                    vectors[name] = vector;
                }

                collection.Put(old with { Vectors = vectors, Version = number });
            }
        }

        if (missing is { } id)
        {
            throw QdrantError.NoPoint(id);
        }
    }
}

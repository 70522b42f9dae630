using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Deletes vectors of points; the unnamed one has the empty name.</summary>
internal sealed class DeleteVectors(PointSelection selection, IReadOnlyList<string> names) : Update
{
    public override Filter? Filter => selection.ActiveFilter;

    public override int Cost(Collection collection) => selection.Count(collection);

    public override void Apply(Collection collection, ulong number)
    {
        foreach (string name in names)
        {
            if (!collection.Config.Dense.ContainsKey(name) && !collection.Config.Sparse.ContainsKey(name))
            {
                throw QdrantError.NoVector(name);
            }
        }

        foreach (StoredPoint point in selection.Existing(collection))
        {
            collection.Put(
                point with { Vectors = point.Vectors.Where(pair => !names.Contains(pair.Key)).ToDictionary(), Version = number });
        }
    }
}

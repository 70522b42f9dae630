using EpmRl.Retrieval.TestKit.Qdrant.Queries;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Updates;

/// <summary>Deletes points; missing ones are ignored.</summary>
internal sealed class DeletePoints(PointSelection selection) : Update
{
    public override Filter? Filter => selection.ActiveFilter;

    public override int Cost(Collection collection) => selection.Count(collection);

    public override void Apply(Collection collection, ulong number)
    {
        foreach (StoredPoint point in selection.Existing(collection))
        {
            collection.Remove(point.Id);
        }
    }
}

using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>The point is one of these; ids that no point has do no harm.</summary>
internal sealed class HasIdCondition(IReadOnlySet<PointId> ids) : Condition
{
    public override int Size => ids.Count;

    public override bool Matches(FilterScope scope) => ids.Contains(scope.Point.Id);
}

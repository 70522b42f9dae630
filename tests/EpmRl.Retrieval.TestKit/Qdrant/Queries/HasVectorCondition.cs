namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>The point has a vector of this name.</summary>
internal sealed class HasVectorCondition(string name) : Condition
{
    public override bool Matches(FilterScope scope) => scope.Point.Vectors.ContainsKey(name);
}

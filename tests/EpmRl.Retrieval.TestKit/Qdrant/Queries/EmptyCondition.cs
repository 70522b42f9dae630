using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A field without a condition: readable, but refused when the request is validated.</summary>
internal sealed class EmptyCondition : Condition
{
    public override bool Matches(FilterScope scope) => false;

    public override void Validate(string field) =>
        throw QdrantError.InvalidBody($"{field}.__all__", "Validation error: At least one field condition must be specified [{}]");
}

using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A field with nothing asked of it: readable, and refused when the request is looked over.</summary>
internal sealed class EmptyCondition : Condition
{
    public override bool Matches(FilterScope scope) => false;

    public override void Validate(string field) =>
        throw QdrantError.InvalidBody($"{field}.__all__", "Validation error: At least one field condition must be specified [{}]");
}

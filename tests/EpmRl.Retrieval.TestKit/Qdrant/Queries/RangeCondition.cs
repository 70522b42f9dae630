using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A number lies within bounds.</summary>
internal sealed class RangeCondition(PayloadPath path, Bounds<double> bounds) : Condition
{
    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [(path.Text, ["float", "integer"])];

    public override bool Matches(FilterScope scope) =>
        path.Elements(scope.Payload).Select(PayloadValue.Number).Any(value => value is { } number && bounds.Contains(number));
}

using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>The number of values of a field lies within bounds; a single value counts as one.</summary>
internal sealed class ValuesCountCondition(PayloadPath path, Bounds<double> bounds) : Condition
{
    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [(path.Text, PresenceCondition.AnyIndex)];

    public override bool Matches(FilterScope scope) => path.Values(scope.Payload).Any(value => bounds.Contains(value switch
    {
        null => 0,
        JsonArray list => list.Count,
        _ => 1,
    }));
}

using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>One and the same element of a list of objects passes a filter.</summary>
internal sealed class NestedCondition(PayloadPath path, Filter filter) : Condition
{
    public override int Count => filter.Count;

    public override int Size => filter.Size;

    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs =>
        filter.Needs.Select(need => ($"{path.Text}[].{need.Field}", need.Kinds));

    public override bool Matches(FilterScope scope) =>
        path.Elements(scope.Payload).OfType<JsonObject>().Any(element => filter.Matches(scope with { Payload = element }));

    public override void Validate(string field) => filter.Validate($"{field}.nested.filter");
}

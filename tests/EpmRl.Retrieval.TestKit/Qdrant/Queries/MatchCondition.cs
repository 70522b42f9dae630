using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A field has one of the values (or a value that is not one of them). Kinds never mix: 5 is not "5".</summary>
internal sealed class MatchCondition(PayloadPath path, IReadOnlyList<object> values, bool isExcept) : Condition
{
    public override int Size => values.Count;

    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [(path.Text, Kinds())];

    public override bool Matches(FilterScope scope) =>
        path.Elements(scope.Payload).Any(value => Known(value) is { } known && values.Contains(known) != isExcept);

    private static object? Known(JsonNode? value) =>
        PayloadValue.Text(value) ?? PayloadValue.Boolean(value) ?? (object?)PayloadValue.Integer(value);

    private IReadOnlyList<string> Kinds() => values.FirstOrDefault() switch
    {
        string text when PointId.TryParseUuid(text, out _) => ["keyword", "uuid"],
        bool => ["bool"],
        long => ["integer"],
        _ => ["keyword"],
    };
}

using System.Text.Json.Nodes;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A field is missing, null or an empty list; or it is null in so many words.</summary>
internal sealed class PresenceCondition(PayloadPath path, PresenceCondition.Question question, bool answer) : Condition
{
    /// <summary>An index of any type serves the question.</summary>
    public static readonly IReadOnlyList<string> AnyIndex = [.. PayloadIndex.Types, "text (with phrase_matching: true)"];

    public enum Question
    {
        IsEmpty,
        IsNull,
    }

    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs => [(path.Text, AnyIndex)];

    public override bool Matches(FilterScope scope)
    {
        IReadOnlyList<JsonNode?> values = [.. path.Values(scope.Payload)];
        bool holds = question == Question.IsEmpty
            ? values.All(value => value is null or JsonArray { Count: 0 })
            : values.Any(value => value is null || (value is JsonArray list && list.Any(element => element is null)));
        return holds == answer;
    }
}

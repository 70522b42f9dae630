using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Reads filters. They are the only part of a body in which an unknown name is an error.</summary>
internal static class FilterReader
{
    private const string NoCondition =
        "Expected some form of condition, which can be a field condition (like {\"key\": ..., \"match\": ... }), or some other mentioned "
            + "in the "
        + "documentation: https://qdrant.tech/documentation/concepts/filtering/#filtering-conditions";

    private static readonly IReadOnlyList<string> Clauses = ["should", "min_should", "must", "must_not"];

    public static Filter? ReadOptional(JsonItem? item) => item is null ? null : Read(item);

    /// <exception cref="FormatFault">It is not a filter.</exception>
    public static Filter Read(JsonItem item)
    {
        if (item.Kind != JsonKind.Object)
        {
            throw FormatFault.WrongKind(item, "struct Filter");
        }

        foreach ((string name, JsonItem member) in item.Members)
        {
            if (!Clauses.Contains(name))
            {
                string known = string.Join(", ", Clauses.Select(clause => $"`{clause}`"));
                throw new FormatFault($"unknown field `{name}`, expected one of {known}", member.Start);
            }
        }

        JsonItem? some = item["min_should"];
        return new Filter
        {
            Should = Conditions(item["should"]),
            Must = Conditions(item["must"]),
            MustNot = Conditions(item["must_not"]),
            MinShould = Conditions(some?["conditions"]),
            MinCount = (int)(some?["min_count"]?.Whole ?? 0),
        };
    }

    /// <exception cref="FormatFault">It is not a condition.</exception>
    public static Condition ReadCondition(JsonItem item)
    {
        if (item.Kind != JsonKind.Object)
        {
            throw new FormatFault(NoCondition, item.After);
        }

        if (item["key"] is { } key)
        {
            return FieldConditionReader.Read(item, Path(key));
        }

        if (item["is_empty"] is { } empty)
        {
            return new PresenceCondition(Path(Required(empty, "key")), PresenceCondition.Question.IsEmpty, true);
        }

        if (item["is_null"] is { } isNull)
        {
            return new PresenceCondition(Path(Required(isNull, "key")), PresenceCondition.Question.IsNull, true);
        }

        if (item["has_vector"] is { Kind: JsonKind.String } vector)
        {
            return new HasVectorCondition(vector.Text);
        }

        if (item["has_id"] is { Kind: JsonKind.Array } ids)
        {
            return new HasIdCondition(
                ids.Elements.Select(id => PointReader.TryId(id) ?? throw new FormatFault(NoCondition, item.After)).ToHashSet());
        }

        if (item["nested"] is { } nested)
        {
            return new NestedCondition(Path(Required(nested, "key")), Read(Required(nested, "filter")));
        }

        return item.Members.Any(member => Clauses.Contains(member.Key)) ? Read(item) : throw new FormatFault(NoCondition, item.After);
    }

    public static PayloadPath Path(JsonItem item) =>
        item.Kind != JsonKind.String
            ? throw FormatFault.WrongKind(item, "a string")
            : PayloadPath.TryParse(item.Text) ?? throw new FormatFault($"Invalid json path: '{item.Text}'", item.End);

    private static JsonItem Required(JsonItem item, string name) => item[name] ?? throw new FormatFault(NoCondition, item.After);

    private static List<Condition> Conditions(JsonItem? item) => item switch
    {
        null => [],
        { Kind: JsonKind.Array } => [.. item.Elements.Select(ReadCondition)],
        _ => [ReadCondition(item)],
    };
}

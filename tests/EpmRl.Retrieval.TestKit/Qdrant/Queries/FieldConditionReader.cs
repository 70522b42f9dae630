using System.Globalization;
using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>Reads the conditions on one field of the payload.</summary>
internal static class FieldConditionReader
{
    private static readonly IReadOnlyList<string> Texts = ["text", "text_any", "phrase"];

    public static Condition Read(JsonItem item, PayloadPath path)
    {
        if (item["match"] is { } match)
        {
            return Match(match, path);
        }

        if (item["range"] is { } range)
        {
            return Range(range, path);
        }

        if (item["values_count"] is { } count)
        {
            return new ValuesCountCondition(path, Bounds(count));
        }

        if (item["is_empty"] is { Kind: JsonKind.Boolean } empty)
        {
            return new PresenceCondition(path, PresenceCondition.Question.IsEmpty, empty.IsTrue);
        }

        if (item["is_null"] is { Kind: JsonKind.Boolean } isNull)
        {
            return new PresenceCondition(path, PresenceCondition.Question.IsNull, isNull.IsTrue);
        }

        if (item.Members.Any(member => member.Key.StartsWith("geo_", StringComparison.Ordinal)))
        {
            throw QdrantError.NotModelled("conditions on places (geo_*)");
        }

        return new EmptyCondition();
    }

    private static Condition Match(JsonItem match, PayloadPath path)
    {
        if (match["value"] is { } value)
        {
            return new MatchCondition(path, [Value(value, match)], isExcept: false);
        }

        if (match["any"] is { Kind: JsonKind.Array } any)
        {
            return new MatchCondition(path, [.. any.Elements.Select(element => Value(element, match))], isExcept: false);
        }

        if (match["except"] is { Kind: JsonKind.Array } except)
        {
            return new MatchCondition(path, [.. except.Elements.Select(element => Value(element, match))], isExcept: true);
        }

        foreach (string kind in Texts)
        {
            if (match[kind] is { Kind: JsonKind.String } text)
            {
                return new TextCondition(path, kind, text.Text);
            }
        }

        throw FormatFault.NoVariant("MatchInterface", match);
    }

    /// <summary>A keyword, a whole number or a truth value; nothing else can be matched.</summary>
    private static object Value(JsonItem item, JsonItem match) => item.Kind switch
    {
        JsonKind.String => item.Text,
        JsonKind.Boolean => item.IsTrue,
        JsonKind.Number when long.TryParse(item.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) =>
            number,
        _ => throw FormatFault.NoVariant("MatchInterface", match),
    };

    private static Condition Range(JsonItem range, PayloadPath path)
    {
        JsonItem? bound = range.Members.Select(member => member.Value).FirstOrDefault(member => !member.IsNull);
        return bound?.Kind == JsonKind.String
            ? new TimeRangeCondition(path, Times(range))
            : new RangeCondition(path, Bounds(range));
    }

    private static Bounds<double> Bounds(JsonItem range) =>
        new(range["gt"]?.Double, range["gte"]?.Double, range["lt"]?.Double, range["lte"]?.Double);

    private static Bounds<DateTimeOffset> Times(JsonItem range) =>
        new(Time(range, "gt"), Time(range, "gte"), Time(range, "lt"), Time(range, "lte"));

    private static DateTimeOffset? Time(JsonItem range, string name)
    {
        if (range[name] is not { } bound)
        {
            return null;
        }

        return DateTimeOffset.TryParse(bound.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw FormatFault.NoVariant("RangeInterface", range);
    }
}

using EpmRl.Retrieval.TestKit.Qdrant.Json;
using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A formula for a new score: numbers, <c>$score</c>, fields, conditions (1 or 0), sums, products and the like.</summary>
internal sealed class Formula
{
    private readonly Func<Scope, double> _value;

    private Formula(Func<Scope, double> value) => _value = value;

    /// <exception cref="FormatFault">It is not a formula.</exception>
    public static Formula Read(JsonItem item) => new(Expression(item));

    /// <param name="point">The point.</param>
    /// <param name="scores">Its score in each prefetch; null where it is not among the points.</param>
    /// <param name="collection">Its collection.</param>
    public float Evaluate(StoredPoint point, IReadOnlyList<float?> scores, Collection collection) =>
        (float)_value(new Scope(point, scores, collection));

    private static Func<Scope, double> Expression(JsonItem item)
    {
        switch (item.Kind)
        {
            case JsonKind.Number:
                double constant = item.Double!.Value;
                return _ => constant;
            case JsonKind.String:
                return Variable(item);
            case JsonKind.Object when item.Members is [{ Key: var name, Value: var inner }] && Operator(name, inner) is { } operation:
                return operation;
            case JsonKind.Object:
                Condition condition = FilterReader.ReadCondition(item);
                return scope => condition.Matches(new FilterScope(scope.Point, scope.Point.Payload, scope.Collection)) ? 1 : 0;
            default:
                throw FormatFault.NoVariant("Expression", item);
        }
    }

    private static Func<Scope, double>? Operator(string name, JsonItem inner)
    {
        switch (name)
        {
            case "sum":
                Func<Scope, double>[] terms = [.. inner.Elements.Select(Expression)];
                return scope => terms.Sum(term => term(scope));
            case "mult":
                Func<Scope, double>[] factors = [.. inner.Elements.Select(Expression)];
                return scope => factors.Aggregate(1.0, (product, factor) => product * factor(scope));
            case "neg":
                Func<Scope, double> negated = Expression(inner);
                return scope => -negated(scope);
            case "abs":
                Func<Scope, double> signed = Expression(inner);
                return scope => Math.Abs(signed(scope));
            case "div" or "sqrt" or "pow" or "exp" or "log10" or "ln" or "geo_distance" or "datetime" or "datetime_key"
                or "exp_decay" or "gauss_decay" or "lin_decay":
                throw QdrantError.NotModelled($"'{name}' in formulas");
            default:
                return null;
        }
    }

    private static Func<Scope, double> Variable(JsonItem item)
    {
        if (item.Text == "$score")
        {
            return scope => scope.Scores[0] ?? 0;
        }

        if (item.Text.StartsWith("$score[", StringComparison.Ordinal)
            && int.TryParse(item.Text.AsSpan(7, item.Text.Length - 8), out int index))
        {
            return scope => scope.Scores.ElementAtOrDefault(index) ?? 0;
        }

        PayloadPath path = FilterReader.Path(item);
        return scope => PayloadValue.Number(path.Elements(scope.Point.Payload).FirstOrDefault())
            ?? throw QdrantError.BadRequest($"No value for the variable '{path.Text}' of the formula, and no default");
    }

    private sealed record Scope(StoredPoint Point, IReadOnlyList<float?> Scores, Collection Collection);
}

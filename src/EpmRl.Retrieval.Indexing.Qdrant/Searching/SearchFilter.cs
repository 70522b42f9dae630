using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The points that a search covers: those with one value of one payload field.</summary>
/// <param name="Field">The field, which has a keyword index.</param>
/// <param name="Value">Its value.</param>
/// <param name="Rows">Number of such points.</param>
internal sealed record SearchFilter(string Field, string Value, long Rows)
{
    /// <summary>The filter of a search.</summary>
    /// <param name="without">The field whose <paramref name="values"/> exclude a point.</param>
    /// <param name="values">The values.</param>
    /// <remarks>The server silently drops an empty condition from a filter, so every condition made here tests a field.</remarks>
    public Filter Without(string without, IReadOnlyCollection<string> values)
    {
        var filter = new Filter { Must = { Condition(Field, new Match { Keyword = Value }) } };
        if (values.Count > 0)
        {
            filter.MustNot.Add(Condition(without, new Match { Keywords = new RepeatedStrings { Strings = { values } } }));
        }

        return filter;
    }

    private static Condition Condition(string field, Match match) => new() { Field = new FieldCondition { Key = field, Match = match } };
}

using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Points among which a search looks: those with one value of one payload field.</summary>
/// <param name="Field">The field, which has a keyword index.</param>
/// <param name="Value">Its value.</param>
/// <param name="Rows">How many points there are.</param>
internal sealed record SearchFilter(string Field, string Value, long Rows)
{
    /// <summary>The filter of a search.</summary>
    /// <param name="without">Points with one of <paramref name="values"/> in this field are left out.</param>
    /// <param name="values">The values.</param>
    /// <remarks>The server leaves an empty condition out of its filter without an error: each one made here holds its test.</remarks>
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

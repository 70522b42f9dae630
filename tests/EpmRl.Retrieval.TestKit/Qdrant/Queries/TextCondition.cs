using EpmRl.Retrieval.TestKit.Qdrant.State;

namespace EpmRl.Retrieval.TestKit.Qdrant.Queries;

/// <summary>A text has all words, any word, or the words in a row. Words are cut as the field's text index cuts them.</summary>
internal sealed class TextCondition(PayloadPath path, string kind, string text) : Condition
{
    public override IEnumerable<(string Field, IReadOnlyList<string> Kinds)> Needs =>
        [(path.Text, [kind == "phrase" ? "text (with phrase_matching: true)" : "text"])];

    public override bool Matches(FilterScope scope)
    {
        PayloadIndex? index = scope.Collection.Indexes.GetValueOrDefault(path.Text);
        index = index?.Type == "text" ? index : null;
        return path.Elements(scope.Payload).Select(PayloadValue.Text).OfType<string>().Any(value => Matches(value, index));
    }

    private bool Matches(string value, PayloadIndex? index)
    {
        if (index is null && kind == "text")
        {
            return value.Contains(text, StringComparison.Ordinal);
        }

        IReadOnlyList<string> there = PayloadIndex.Words(index, value);
        IReadOnlyList<string> wanted = PayloadIndex.Words(index, text);
        return kind switch
        {
            "text" => wanted.Count > 0 && wanted.All(there.Contains),
            "text_any" => wanted.Any(there.Contains),

            // Without an index made for phrases nothing matches, and nothing is said.
            _ => index?.MatchesPhrases == true && wanted.Count > 0
                && Enumerable.Range(0, there.Count).Any(i => there.Skip(i).Take(wanted.Count).SequenceEqual(wanted)),
        };
    }
}

using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>What the attribute engine knows of one aspect of a pair, as far as the prompt shows it.</summary>
/// <param name="Aspect">The aspect's name in the prompt.</param>
/// <param name="Role">What a conflict in it means.</param>
/// <param name="Relation">How the listings relate; one-sided where only one states a quotable value.</param>
/// <param name="Confidence">How far the relation is to be trusted, in [0, 1].</param>
/// <param name="QuoteA">Words of the listing shown first that state it; null for none.</param>
/// <param name="QuoteB">Words of the listing shown second; null for none.</param>
/// <param name="ValuesA">All that the listing shown first states of it: the admissible places of quotes.</param>
/// <param name="ValuesB">The same of the second.</param>
internal sealed record AspectEvidence(
    string Aspect, AspectRole Role, AspectRelation Relation, double Confidence, string? QuoteA, string? QuoteB,
    IReadOnlyList<AspectValue> ValuesA, IReadOnlyList<AspectValue> ValuesB)
{
    /// <summary>Whether a relation is stated by both listings: only then does silence about it count.</summary>
    public bool IsMutual => Relation is AspectRelation.Same or AspectRelation.Conflict;

    /// <summary>The evidence as an answer would claim it.</summary>
    public AspectClaim ToClaim() => new(Aspect, QuoteA, QuoteB, Relation);

    /// <summary>The evidence with its sides exchanged.</summary>
    public AspectEvidence Swapped() =>
        this with { QuoteA = QuoteB, QuoteB = QuoteA, ValuesA = ValuesB, ValuesB = ValuesA };

    /// <summary>
    /// Whether a quote states this aspect: it overlaps a place where the engine read it, or repeats the letters and digits of one; true
    /// where the engine read none.
    /// </summary>
    /// <param name="values">What the listing states: <see cref="ValuesA"/> or <see cref="ValuesB"/>.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="span">Its place in the listing.</param>
    public static bool Admits(IReadOnlyList<AspectValue> values, string quote, AspectSpan span)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(span);
        if (values.Count == 0)
        {
            return true;
        }

        string key = CodeKey.Of(quote);
        foreach (AspectValue value in values)
        {
            AspectSpan known = value.Span;
            bool overlaps = known.Field == span.Field && known.Column == span.Column && known.Start < span.End && span.Start < known.End;
            if (overlaps || CodeKey.Of(value.Label) == key || CodeKey.Of(value.Key) == key)
            {
                return true;
            }
        }

        return false;
    }
}

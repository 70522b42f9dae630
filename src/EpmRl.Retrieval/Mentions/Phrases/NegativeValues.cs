using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Values of an attribute that deny others: "Not dimmable" denies "dimmable", "caffeine free" denies "caffeine", "No" denies the attribute
/// itself. If a text denies the same in other words ("dimmable: no", "ohne Koffein"), it means the denying value.
/// </summary>
internal sealed class NegativeValues
{
    private readonly PhraseTable denied = new();
    private readonly Dictionary<string, TaxonomyValue> byValue = new(StringComparer.Ordinal); // id of the denied value → the denying one

    /// <summary>Finds the denying values of an attribute.</summary>
    public NegativeValues(AttributeDefinition attribute, IReadOnlyList<TaxonomyValue> values, CueTable cues)
    {
        var affirmed = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        foreach (TaxonomyValue value in values)
        {
            foreach (string wording in WordingsOf(value))
            {
                affirmed.TryAdd(PhraseWords.Key(wording), value);
            }
        }

        foreach (TaxonomyValue value in values)
        {
            foreach (string wording in WordingsOf(value))
            {
                foreach (string what in DeniedBy(wording, cues))
                {
                    Deny(what, value, affirmed);
                }
            }
        }

        foreach ((string one, string other) in cues.Opposites)
        {
            if (affirmed.TryGetValue(one, out TaxonomyValue? left) && affirmed.TryGetValue(other, out TaxonomyValue? right)
                && left.Id != right.Id)
            {
                byValue.TryAdd(left.Id, right);
                byValue.TryAdd(right.Id, left);
            }
        }

        (No, Yes) = (Answer(values, cues, CueKind.No), Answer(values, cues, CueKind.Yes));
        if (No is null || Yes is null)
        {
            (No, Yes) = (null, null);
            return;
        }

        foreach (string name in attribute.RoleWords.Prepend(attribute.Name))
        {
            denied.Add(name, No, synonym: false);
        }
    }

    /// <summary>The value that means no, for a yes-or-no attribute; null for others.</summary>
    public TaxonomyValue? No { get; }

    /// <summary>The value that means yes, for a yes-or-no attribute; null for others.</summary>
    public TaxonomyValue? Yes { get; }

    /// <summary>True when no value denies anything.</summary>
    public bool IsEmpty => denied.IsEmpty && byValue.Count == 0;

    /// <summary>The value that denies another.</summary>
    public TaxonomyValue? Of(string? valueId) => valueId is null ? null : byValue.GetValueOrDefault(valueId);

    /// <summary>The value that denies what begins at a word, and the number of words denied.</summary>
    public (TaxonomyValue? Value, int Words) At(string text, IReadOnlyList<Word> words, int first)
    {
        (IReadOnlyList<Phrase> phrases, int count) = denied.Longest(text, words, first);
        return count == 0 ? default : (phrases[0].Value, count);
    }

    /// <summary>The same for what ends at a word.</summary>
    public (TaxonomyValue? Value, int Words) EndingAt(string text, IReadOnlyList<Word> words, int last)
    {
        for (int first = Math.Max(0, last - 3); first <= last; first++)
        {
            if (At(text, words, first) is { Value: not null } found && first + found.Words == last + 1)
            {
                return found;
            }
        }

        return default;
    }

    private void Deny(string what, TaxonomyValue value, Dictionary<string, TaxonomyValue> affirmed)
    {
        denied.Add(what, value, synonym: false);
        if (affirmed.TryGetValue(PhraseWords.Key(what), out TaxonomyValue? other) && other.Id != value.Id)
        {
            byValue.TryAdd(other.Id, value);
        }
    }

    private static IEnumerable<string> WordingsOf(TaxonomyValue value) =>
        value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values);

    private static TaxonomyValue? Answer(IReadOnlyList<TaxonomyValue> values, CueTable cues, CueKind kind) =>
        values.FirstOrDefault(value => PhraseWords.Of(value.Label) is { Count: > 0 } words
            && cues.Longest(value.Label, words, 0) is var (kinds, count) && count == words.Count && kinds.HasFlag(kind));

    // "without lid", "sugar free", "nicht dimmbar", "zuckerfrei".
    private static IEnumerable<string> DeniedBy(string wording, CueTable cues)
    {
        IReadOnlyList<Word> words = PhraseWords.Of(wording);
        for (int first = 0; first < words.Count; first++)
        {
            (CueKind kinds, int count) = cues.Longest(wording, words, first);
            if (count > 0 && first == 0 && count < words.Count && kinds.HasFlag(CueKind.Without))
            {
                yield return wording[words[count].Start..];
            }
            else if (count > 0 && first > 0 && first + count == words.Count && kinds.HasFlag(CueKind.Excluded))
            {
                yield return wording[..words[first - 1].End];
            }
        }

        if (words.Count != 1)
        {
            yield break;
        }

        foreach (string ending in cues.Endings)
        {
            if (words[0].Key.Length > ending.Length + 2 && words[0].Key.EndsWith(ending, StringComparison.Ordinal))
            {
                yield return words[0].Key[..^ending.Length];
            }
        }
    }
}

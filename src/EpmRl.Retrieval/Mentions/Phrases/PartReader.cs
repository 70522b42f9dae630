using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Determines whether a mention describes a part, an accessory or the packaging: "black cable", "lining: polyester", "lid made of glass".
/// </summary>
internal static class PartReader
{
    private const int Reach = 5; // words between a part and its material, including "of" and role words
    private const int ReachOfSizes = 8; // "packaging: 70 x 60 x 35 cm"

    /// <summary>Whether the mention describes a part, an accessory or the packaging.</summary>
    /// <param name="field">The field.</param>
    /// <param name="attribute">The mention's attribute.</param>
    /// <param name="mention">The mention.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after its last.</param>
    /// <param name="products">Words that name the product itself.</param>
    /// <param name="own">Parts with a value of their own → the first word of its wording.</param>
    public static bool IsOfPart(
        FieldCues field, AttributeCues attribute, Mention mention, int first, int end,
        IReadOnlySet<string> products, IReadOnlyDictionary<int, int> own)
    {
        bool announced = mention.Cues.Role is RoleCue.Own;
        return (attribute.IsNamed && !announced && Follows(field, attribute, end, products, own))
            || ((attribute.IsNamed || mention.Cues.ChainLength > 0) && Precedes(field, attribute, mention, first, products));
    }

    /// <summary>Whether words in a phrase about what comes along describe it: "includes a black bag", "incluye bolsa negra".</summary>
    public static bool IsOfBundled(FieldCues field, int first, int end, IReadOnlySet<string> products)
    {
        if (end < field.Words.Count && field.IsJoint(end) && IsNoun(field, end, products))
        {
            return true;
        }

        for (int word = first - 1; word > 0 && field.Of(word).HasFlag(Governed.Bundled) && field.IsJoint(word + 1); word--)
        {
            if (IsNoun(field, word, products))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value after "with" describes the noun after it: "with orange rain cover", not "with a black finish".</summary>
    public static bool IsOfAdded(FieldCues field, int first, int end, IReadOnlySet<string> products)
    {
        int before = first - 1;
        while (before > 0 && field.CueOf(before) is { } filler && filler.Kinds.HasFlag(CueKind.Filler) && !IsWith(filler)
            && field.IsJoint(before + 1))
        {
            before = filler.First - 1;
        }

        return before >= 0 && field.IsJoint(before + 1) && field.CueOf(before) is { } with && IsWith(with)
            && end < field.Words.Count && field.IsJoint(end) && IsNoun(field, end, products)
            && (end + 1 >= field.Words.Count || !field.IsJoint(end + 1)
                || !products.Contains(PhraseWords.Key(field.Words[end + 1])));
    }

    private static bool IsWith(Cue cue) => cue.Kinds.HasFlag(CueKind.With) && !cue.Kinds.HasFlag(CueKind.And);

    private static bool IsNoun(FieldCues field, int word, IReadOnlySet<string> products) =>
        (field.CueOf(word) is not { } cue || (cue.Kinds.HasFlag(CueKind.Part) && !cue.Kinds.HasFlag(CueKind.Whole)))
        && !products.Contains(PhraseWords.Key(field.Words[word]))
        && char.IsLetter(field.Field.Text[field.Words[word].Start]);

    // "black cable", "black charging cable".
    private static bool Follows(
        FieldCues field, AttributeCues attribute, int end, IReadOnlySet<string> products, IReadOnlyDictionary<int, int> own)
    {
        for (int word = end; word < Math.Min(end + 2, field.Words.Count) && field.IsJoint(word); word++)
        {
            if (IsPart(field, attribute, word, products))
            {
                return !own.TryGetValue(word, out int wording) || wording < end;
            }

            if (field.CueOf(word) is { } cue && (cue.Kinds & ~(CueKind.Filler | CueKind.Abstract | CueKind.Figurative)) != 0
                || products.Contains(PhraseWords.Key(field.Words[word])) || !char.IsLetter(field.Field.Text[field.Words[word].Start]))
            {
                return false;
            }
        }

        return false;
    }

    // "Lining: polyester", "lid of glass", "packaging colour: red".
    private static bool Precedes(FieldCues field, AttributeCues attribute, Mention mention, int first, IReadOnlySet<string> products)
    {
        bool linked = false;
        bool isSize = mention.Cues.ChainLength > 0;
        for (int word = first - 1; word >= Math.Max(0, first - (isSize ? ReachOfSizes : Reach)); word--)
        {
            Gap gap = field.GapBefore(word + 1);
            if (gap is not (Gap.Blank or Gap.Hyphen or Gap.Colon))
            {
                return false;
            }

            linked |= gap == Gap.Colon;
            if (field.CueOf(word) is { } cue)
            {
                if ((linked && cue.Kinds.HasFlag(CueKind.Part)) || (word == first - 1 && IsBare(field, mention, cue))
                    || (word == first - 1 && attribute.IsNamed && cue.Kinds.HasFlag(CueKind.PartBefore)))
                {
                    return !(isSize && gap != Gap.Colon && ComesAlong(field, cue.First)) && IsPart(field, attribute, cue.First, products);
                }

                bool joins = (cue.Kinds & (CueKind.Of | CueKind.Filler)) != 0 && !isSize; // "bottles of 1.5 l" are the product itself
                linked |= joins && cue.Kinds.HasFlag(CueKind.Of);
                if (!joins)
                {
                    return false;
                }

                word = cue.First;
            }
            else if (isSize && !linked && IsOfSize(field.Field.Text, field.Words[word]))
            {
                continue;
            }
            else if (mention.Cues.Role is not (RoleCue.Own or RoleCue.Near) || !IsRoleWord(mention, field.Words[word]))
            {
                return false;
            }
            else
            {
                linked = true;
            }
        }

        return false;
    }

    // "Lining polyester", "cable 2 m": the part begins its clause.
    private static bool IsBare(FieldCues field, Mention mention, Cue part) =>
        mention.Field == ProfileField.Description && part.Kinds.HasFlag(CueKind.Part)
        && field.GapBefore(part.First) is Gap.Stop or Gap.Comma or Gap.Dash or Gap.Bracket;

    // "Kettle with lid, diameter 20 cm": the size is not that of the included lid.
    private static bool ComesAlong(FieldCues field, int part) => part > 0 && field.KindsAt(part - 1).HasFlag(CueKind.With);

    private static bool IsOfSize(string text, Word word) => char.IsAsciiDigit(text[word.Start]) || word.End - word.Start == 1;

    private static bool IsRoleWord(Mention mention, Word word) =>
        mention.Cues.RoleWord is { } role && role.Split(' ').Contains(word.Key, StringComparer.Ordinal);

    private static bool IsPart(FieldCues field, AttributeCues attribute, int word, IReadOnlySet<string> products) =>
        field.KindsAt(word).HasFlag(CueKind.Part) && field.CueOf(word) is { } part && !attribute.IsRole(field, part)
        && !products.Contains(PhraseWords.Key(field.Words[part.End - 1])) && !(field.HeadOf(word) is { } head && products.Contains(head));
}

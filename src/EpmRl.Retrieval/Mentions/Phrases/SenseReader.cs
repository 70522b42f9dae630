using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Determines whether a listed word is used in another sense: in an idiom, in a brand name, or with a noun that it cannot describe.
/// </summary>
internal static class SenseReader
{
    private const int LongestName = 3; // words of a maker's name up to a listed word
    private const int LongestCompany = 2; // words after it

    /// <summary>Whether the word is used in another sense.</summary>
    /// <param name="field">The field.</param>
    /// <param name="attribute">The mention's attribute.</param>
    /// <param name="mention">The mention.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after its last.</param>
    /// <param name="values">The words of all mentions.</param>
    public static bool IsOther(
        FieldCues field, AttributeCues attribute, Mention mention, int first, int end, IReadOnlySet<int> values)
    {
        if (mention.Cues.Role == RoleCue.Own)
        {
            return false;
        }

        return IsIdiom(field, mention, first, end)
            || IsPhraseOfCue(field, first, end)
            || IsBesideAbstract(field, attribute, mention, end)
            || IsMaker(field, attribute, mention, first, end)
            || (mention.Field == ProfileField.Description && IsNameInProse(field, first, end, values))
            || (mention.Field == ProfileField.Description && field.IsBoilerplate(first));
    }

    // For an idiom that is itself a listed word ("crystal clear"), the words after it decide.
    private static bool IsIdiom(FieldCues field, Mention mention, int first, int end)
    {
        bool inSentence = mention.Field == ProfileField.Description && field.GapBefore(end) is not (Gap.Blank or Gap.Hyphen);
        for (int word = first; word < end; word++)
        {
            if (field.CueOf(word) is { } cue && cue.Kinds.HasFlag(CueKind.Idiom) && cue.First <= first && cue.End >= end
                && (cue.End - cue.First > end - first || inSentence))
            {
                return true;
            }
        }

        return false;
    }

    // "compatible with" introduces a machine, even if a list has the words as an alias.
    private static bool IsPhraseOfCue(FieldCues field, int first, int end) =>
        field.CueOf(first) is { } cue && cue.Kinds.HasFlag(CueKind.Elsewhere) && cue.End - cue.First > 1 && cue.First <= first
            && cue.End >= end
        && cue.End < field.Words.Count && field.GapBefore(cue.End) is Gap.Blank or Gap.Hyphen or Gap.Colon;

    private static bool IsBesideAbstract(FieldCues field, AttributeCues attribute, Mention mention, int end)
    {
        bool common = attribute.HasCommonWords || mention.Cues.Form == FormCue.Synonym;
        for (int word = end; word < Math.Min(end + 2, field.Words.Count) && field.IsJoint(word); word++)
        {
            CueKind kinds = field.KindsAt(word);
            if (kinds.HasFlag(CueKind.Abstract) || (common && kinds.HasFlag(CueKind.Figurative)))
            {
                return !attribute.IsRole(field, field.CueOf(word)!.Value);
            }

            if (word > end || kinds != CueKind.None)
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsMaker(FieldCues field, AttributeCues attribute, Mention mention, int first, int end)
    {
        if (IsNameAfter(field, attribute, first))
        {
            return true;
        }

        if (end >= field.Words.Count)
        {
            return false;
        }

        if (IsCapital(field, first) && IsNameBeforeCompany(field, end))
        {
            return true;
        }

        CueKind next = field.KindsAt(end);
        return next.HasFlag(CueKind.By) && first <= 1 && mention.Field == ProfileField.Title && field.IsJoint(end)
            && field.CueOf(end)!.Value.End is var maker && maker < field.Words.Count && IsCapital(field, maker);
    }

    // "a family business, Red Heron, …": capitals within a sentence in small letters, before a word that names nothing listed.
    private static bool IsNameInProse(FieldCues field, int first, int end, IReadOnlySet<int> values) =>
        first > 0 && end < field.Words.Count && field.IsJoint(first) && field.IsJoint(end)
        && IsCapital(field, first) && IsCapital(field, end) && !values.Contains(end) && field.CueOf(end) is null
        && char.IsLower(field.Field.Text[field.Words[first - 1].Start])
        && (end + 1 >= field.Words.Count || field.GapBefore(end + 1) is not Gap.Blank || !IsCapital(field, end + 1))
        && IsSmall(field, first) && IsSmall(field, end);

    // Not written in capitals altogether.
    private static bool IsSmall(FieldCues field, int word) =>
        field.Words[word].End - field.Words[word].Start > 1 && char.IsLower(field.Field.Text[field.Words[word].Start + 1]);

    // "by Red", "designed by Studio Red", "Seller: Red"
    private static bool IsNameAfter(FieldCues field, AttributeCues attribute, int first)
    {
        for (int word = first; word > 0 && word >= first - LongestName && IsCapital(field, word); word--)
        {
            if (!(field.IsJoint(word) || field.GapBefore(word) is Gap.Plus or Gap.Colon))
            {
                return false;
            }

            if (field.CueOf(word - 1) is { } by && by.Kinds.HasFlag(CueKind.By))
            {
                return !attribute.IsRole(field, by);
            }
        }

        return false;
    }

    // "Red Heron Supply", "Red & Sons"
    private static bool IsNameBeforeCompany(FieldCues field, int end)
    {
        for (int word = end; word < Math.Min(end + LongestCompany, field.Words.Count) && IsCapital(field, word); word++)
        {
            if (field.GapBefore(word) is not (Gap.Blank or Gap.Hyphen or Gap.Plus))
            {
                return false;
            }

            CueKind kinds = field.KindsAt(word);
            if (kinds.HasFlag(CueKind.Company))
            {
                return true;
            }

            if ((kinds & ~(CueKind.And | CueKind.Part | CueKind.Abstract | CueKind.Figurative)) != 0)
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsCapital(FieldCues field, int word) => char.IsUpper(field.Field.Text[field.Words[word].Start]);
}

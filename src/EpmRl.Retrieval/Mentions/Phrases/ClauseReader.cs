using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Finds clauses about another product, model or time ("the Pro version has 16 GB"), and phrases about what comes along ("includes a black
/// bag").
/// </summary>
internal static class ClauseReader
{
    private const int Longest = 24; // words of a clause in a description
    private const int LongestBefore = 12;
    private const int LongestInTitle = 4; // a title has no clauses
    private const int LongestBundle = 7;

    /// <summary>Marks the words of such clauses.</summary>
    public static void Read(FieldCues field)
    {
        bool isTitle = field.Field.Field == ProfileField.Title;
        for (int word = 1; word < field.Words.Count; word++)
        {
            // "chair + black cover"; an ampersand joins names
            if (field.GapBefore(word) == Gap.Plus
                && field.Field.Text.AsSpan(field.Words[word - 1].End, field.Words[word].Start - field.Words[word - 1].End).Contains('+'))
            {
                MarkBundle(field, word);
            }
        }

        foreach (Cue cue in field.Cues)
        {
            if (cue.Kinds.HasFlag(CueKind.Another))
            {
                int longest = isTitle ? LongestInTitle : Longest;
                for (int word = cue.End; word < field.Words.Count && word < cue.End + longest && !EndsAt(field, word, isTitle); word++)
                {
                    field.Add(word, Governed.Another);
                }
            }

            if (cue.Kinds.HasFlag(CueKind.AnotherEnd) && !isTitle && field.GapBefore(cue.First) is not Gap.Stop)
            {
                for (int word = cue.First - 1; word >= 0 && word >= cue.First - LongestBefore; word--)
                {
                    field.Add(word, Governed.Another);
                    if (EndsAt(field, word, isTitle) || field.GapBefore(word) is Gap.Comma or Gap.Dash || IsOther(field, word))
                    {
                        break;
                    }
                }
            }

            if (cue.Kinds.HasFlag(CueKind.Bundled))
            {
                MarkBundle(field, cue.End);
            }
        }
    }

    private static void MarkBundle(FieldCues field, int first)
    {
        for (int word = first; word < field.Words.Count && word < first + LongestBundle; word++)
        {
            if (word > first && field.GapBefore(word) is not (Gap.Blank or Gap.Hyphen or Gap.Colon))
            {
                break;
            }

            field.Add(word, Governed.Bundled);
        }
    }

    // "…, but this one has 8 GB"
    private static bool EndsAt(FieldCues field, int word, bool isTitle) => field.GapBefore(word) switch
    {
        Gap.Stop => true,
        Gap.Comma or Gap.Dash or Gap.Bracket => isTitle || field.KindsAt(word).HasFlag(CueKind.Contrast),
        _ => false,
    };

    // "with a lid and handles sold separately" is about the lid and the handles
    private static bool IsOther(FieldCues field, int word) => field.KindsAt(word).HasFlag(CueKind.With)
        && !field.KindsAt(word).HasFlag(CueKind.And);
}

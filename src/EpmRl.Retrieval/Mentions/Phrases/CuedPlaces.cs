using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Maps mentions, which are spans of the original text, to the words of a field, and back.</summary>
internal sealed class CuedPlaces
{
    private readonly int[] starts; // of each word, in the original text
    private readonly int[] ends;

    /// <summary>Prepares a field.</summary>
    public CuedPlaces(FieldCues cues)
    {
        Cues = cues;
        starts = new int[cues.Words.Count];
        ends = new int[cues.Words.Count];
        for (int i = 0; i < starts.Length; i++)
        {
            (starts[i], ends[i]) = cues.Field.Clean.ToOriginal(cues.Words[i].Start, cues.Words[i].End);
        }
    }

    /// <summary>The field's cues.</summary>
    public FieldCues Cues { get; }

    /// <summary>The field.</summary>
    public FieldText Field => Cues.Field;

    /// <summary>The first word of a mention and the word after its last.</summary>
    public (int First, int End) WordsOf(Mention mention)
    {
        int first = Array.BinarySearch(ends, mention.Start + 1);
        first = first < 0 ? ~first : first;
        int end = Array.BinarySearch(starts, mention.End);
        return (first, end < 0 ? ~end : end);
    }

    /// <summary>A mention of a value at adjacent words.</summary>
    public Mention Mention(int first, int end, TaxonomyValue value) => new()
    {
        ValueId = value.Id,
        Label = value.Label,
        Field = Field.Field,
        Start = starts[first],
        End = ends[end - 1],
        Cues = new MentionCues { Form = FormCue.Joined, Role = RoleCue.Near, Length = ends[end - 1] - starts[first] },
    };
}

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads named values: at each word the longest wording wins, and the words it covers are not read again.</summary>
internal sealed class NameReader(AttributeDefinition attribute, PhraseTable table) : IMentionReader
{
    private readonly RoleFinder roles = new(attribute);

    /// <summary>True if there are no wordings.</summary>
    public bool IsEmpty => table.IsEmpty;

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        var covered = new HashSet<int>(); // positions of words that were read completely
        Read(field, field.Words, mentions, covered, glued: false);
        if (reading.Parts.Count > 0)
        {
            Read(field, reading.Parts, mentions, covered, glued: true);
        }
    }

    private void Read(FieldText field, IReadOnlyList<Word> words, List<Mention> mentions, HashSet<int> covered, bool glued)
    {
        for (int first = 0; first < words.Count;)
        {
            (IReadOnlyList<Phrase> phrases, int count) = table.Longest(field.Text, words, first);
            if (count == 0)
            {
                first++;
                continue;
            }

            int start = words[first].Start;
            int end = words[first + count - 1].End;
            if (!glued)
            {
                Add(field, start, end, phrases, mentions, glued);
                covered.UnionWith(Enumerable.Range(start, end - start));
            }
            else if (!covered.Contains(start) && !covered.Contains(end - 1) && GluedWords.MayStand(field.Text, start, end))
            {
                Add(field, start, end, phrases, mentions, glued);
            }

            first += count;
        }
    }

    private void Add(FieldText field, int start, int end, IReadOnlyList<Phrase> phrases, List<Mention> mentions, bool glued)
    {
        string text = field.Text[start..end];
        (RoleCue cue, string? role) = roles.Find(field, start, end);
        foreach (IGrouping<string, Phrase> wordings in phrases.GroupBy(phrase => phrase.Value.Id))
        {
            Phrase best = wordings.FirstOrDefault(phrase => phrase.Text == text) ?? wordings.First();
            bool exact = best.Text == text;
            if (!exact && end - start <= 2)
            {
                continue; // "it" is not "IT": two letters must match in case
            }

            (int from, int to) = field.Clean.ToOriginal(start, end);
            mentions.Add(new Mention
            {
                ValueId = best.Value.Id,
                Label = best.Value.Label,
                Field = field.Field,
                Start = from,
                End = to,
                Cues = new MentionCues
                {
                    Role = cue,
                    RoleWord = role,
                    Form = glued ? FormCue.Joined : best.Synonym ? FormCue.Synonym : exact ? FormCue.Exact : FormCue.Folded,
                    Length = end - start,
                    Order = mentions.Count,
                },
            });
        }
    }
}

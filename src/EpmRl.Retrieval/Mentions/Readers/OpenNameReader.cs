using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Proposes the word groups of a title as open names, such as an unlisted brand. Their form says little, so each is <see
/// cref="FormCue.Plain"/>: only a trained model answers with one.
/// </summary>
internal sealed class OpenNameReader : IMentionReader
{
    private const int MostWords = 4;
    private const int MostNames = 120; // of a title; longer ones are keyword lists
    private readonly RoleFinder roles;
    private readonly Func<string, string> write;

    public OpenNameReader(AttributeDefinition attribute)
    {
        roles = new RoleFinder(attribute);
        write = CaseOf(attribute.Values);
    }

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        if (field.Field != ProfileField.Title)
        {
            return;
        }

        HashSet<(int, int)> listed =
            [.. mentions.Where(mention => mention.Field == field.Field).Select(mention => (mention.Start, mention.End))];
        int before = mentions.Count;
        foreach ((int first, int last) in WordSpans.Of(field, MostWords, field.Words.Count))
        {
            if (mentions.Count - before == MostNames)
            {
                break;
            }

            Add(field, field.Words[first].Start, field.Words[last].End, listed, mentions);
        }
    }

    private void Add(FieldText field, int start, int end, HashSet<(int, int)> listed, List<Mention> mentions)
    {
        (int from, int to) = field.Clean.ToOriginal(start, end);
        string text = field.Text[start..end];
        if (!text.Any(char.IsLetter) || listed.Contains((from, to)))
        {
            return;
        }

        (RoleCue cue, string? role) = roles.Find(field, start, end);
        mentions.Add(new Mention
        {
            ValueId = null,
            Label = write(text),
            Field = field.Field,
            Start = from,
            End = to,
            Cues = new MentionCues { Role = cue, RoleWord = role, Form = FormCue.Plain, Length = end - start },
        });
    }

    // The case is kept if the list is all capitals or has none.
    private static Func<string, string> CaseOf(IReadOnlyList<TaxonomyValue> values) =>
        values.Count > 0 && values.All(value => !value.Label.Any(char.IsLower)) ? text => text.ToUpperInvariant()
        : values.Count > 0 && values.All(value => !value.Label.Any(char.IsUpper)) ? text => text.ToLowerInvariant()
        : text => text;
}

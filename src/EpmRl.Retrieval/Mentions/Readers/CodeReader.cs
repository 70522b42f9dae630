using EpmRl.Retrieval.Mentions.Quantities;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Readers;

/// <summary>Reads codes: part numbers, model numbers. Codes of the list are found over gaps and inside glued words; open ones by their form.</summary>
internal sealed class CodeReader : IMentionReader
{
    private const int MostWords = 8;
    private const int WidestGap = 3;
    private const int LongestOpen = 40;
    private const int LongestGlued = 200; // nobody glues longer words than this
    private const int ShortestPlain = 5; // shorter numbers are sizes, years and quantities
    private const int ShortestInside = 6; // a shorter code inside a longer word is chance
    private readonly AttributeDefinition attribute;
    private readonly IdentifierFormat format;
    private readonly RoleFinder roles;
    private readonly Dictionary<string, TaxonomyValue> values = new(StringComparer.Ordinal);
    private readonly int[] insideLengths;
    private readonly int longest;

    public CodeReader(AttributeDefinition attribute)
    {
        this.attribute = attribute;
        format = attribute.Identifier ?? new IdentifierFormat();
        roles = new RoleFinder(attribute);
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            foreach (string text in value.Aliases.Prepend(value.Label))
            {
                values.TryAdd(CodeKey.Of(text), value);
            }
        }

        values.Remove("");
        longest = values.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
        insideLengths = [.. values.Keys.Select(key => key.Length).Where(length => length >= ShortestInside).Distinct().OrderDescending()];
    }

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        for (int first = 0; first < field.Words.Count; first++)
        {
            if (ReadListed(field, first, mentions) is { } next)
            {
                first = next - 1;
            }
            else if (attribute.Open && ReadOpen(reading, first, mentions) is { } end)
            {
                first = end - 1;
            }
        }
    }

    // The longest run of words whose letters and digits make a code of the list.
    private int? ReadListed(FieldText field, int first, List<Mention> mentions)
    {
        string key = "";
        (TaxonomyValue Value, int Last, bool Gap)? best = null;
        bool gap = false;
        for (int last = first; last < field.Words.Count && last - first < MostWords; last++)
        {
            if (last > first)
            {
                ReadOnlySpan<char> between = field.Text.AsSpan(field.Words[last - 1].End, field.Words[last].Start - field.Words[last - 1].End);
                if (between.Length > WidestGap || between.ContainsAny(",;:|"))
                {
                    break;
                }

                gap |= between.Contains(' ');
            }

            key += CodeKey.Of(field.Text.AsSpan(field.Words[last].Start, field.Words[last].End - field.Words[last].Start));
            if (key.Length > longest)
            {
                break;
            }

            if (values.TryGetValue(key, out TaxonomyValue? value))
            {
                best = (value, last, gap);
            }
        }

        if (best is { } found)
        {
            Add(field, field.Words[first].Start, field.Words[found.Last].End, found.Value, found.Gap ? FormCue.Joined : FormCue.Exact, mentions);
            return found.Last + 1;
        }

        return ReadInside(field, field.Words[first], mentions) ? first + 1 : null;
    }

    private bool ReadInside(FieldText field, Word word, List<Mention> mentions)
    {
        if (insideLengths.Length == 0 || word.End - word.Start <= insideLengths[^1] || word.End - word.Start > LongestGlued)
        {
            return false;
        }

        string key = CodeKey.Of(field.Text.AsSpan(word.Start, word.End - word.Start));
        var lookup = values.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (int length in insideLengths)
        {
            for (int start = 0; start + length <= key.Length; start++)
            {
                if (lookup.TryGetValue(key.AsSpan(start, length), out TaxonomyValue? value) && key.Length == word.End - word.Start)
                {
                    Add(field, word.Start + start, word.Start + start + length, value, FormCue.Joined, mentions);
                    return true;
                }
            }
        }

        return false;
    }

    // Words joined by marks, with a digit, long enough: "TMW-1200HD". Plain numbers, "539843-001", are weak without a role word.
    private int? ReadOpen(FieldReading reading, int first, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        if (char.IsLetter(field.Text[field.Words[first].Start]) && RoleWords.IsWith(field.Text, field.Words[first].Start, field.Words[first].End))
        {
            return null; // "w/G176J": the code comes after it
        }

        int last = first;
        while (last + 1 < field.Words.Count && field.Words[last + 1].End - field.Words[first].Start <= LongestOpen
               && field.Words[last + 1].Start - field.Words[last].End == 1
               && field.Text[field.Words[last].End] is '-' or '.' or '/' or '_' or '#')
        {
            last++;
        }

        int start = field.Words[first].Start;
        int end = field.Words[last].End;
        string key = CodeKey.Of(field.Text.AsSpan(start, end - start));
        if (key.Length < format.MinLength || !key.Any(char.IsAsciiDigit) || key.Length > LongestOpen)
        {
            return null;
        }

        if (HasPlainWord(field.Text.AsSpan(start, end - start)))
        {
            return null;
        }

        Quantity[] quantities = [.. reading.QuantitiesIn(start, end)];
        bool measured = quantities.Any(quantity => quantity.UnitCue == UnitCue.Written || quantity.ChainLength > 1 || quantity.Role is not null)
            && AreWhole(field.Text, start, end, quantities);
        if (measured && (quantities.Length == 1 || quantities.Any(quantity => quantity.ChainLength > 1)))
        {
            return null; // "144Hz", "3440x1440" and "4-pack" are quantities
        }

        // Of several joined quantities that are no range, "101933-001 in stock", nobody can say.
        bool plain = measured || (!key.Any(char.IsLetter) && roles.Find(field, start, end).Cue is not RoleCue.Own);
        if (plain && key.Length < ShortestPlain)
        {
            return null;
        }

        Add(field, start, end, null, plain ? FormCue.Plain : FormCue.Open, mentions);
        return last + 1;
    }

    // Whether quantities account for all of a code: "101933-001 in" is two of them, while "COMMANDER18-6H" has letters that no "6 H" explains.
    private static bool AreWhole(string text, int start, int end, Quantity[] quantities)
    {
        for (int i = start; i < end; i++)
        {
            if (char.IsLetterOrDigit(text[i]) && text[i] is not ('x' or 'X')
                && !quantities.Any(quantity => quantity.ExtentStart <= i && i < quantity.ExtentEnd))
            {
                return false;
            }
        }

        return true;
    }

    // "7-speed" has a word in it; the letters of a code are few or capital.
    private static bool HasPlainWord(ReadOnlySpan<char> text)
    {
        int run = 0;
        foreach (char c in text)
        {
            run = char.IsLower(c) ? run + 1 : 0;
            if (run == 3)
            {
                return true;
            }
        }

        return false;
    }

    private void Add(FieldText field, int start, int end, TaxonomyValue? value, FormCue form, List<Mention> mentions)
    {
        (RoleCue cue, string? role) = roles.Find(field, start, end);
        (int from, int to) = field.Clean.ToOriginal(start, end);
        string text = field.Text[start..end];
        mentions.Add(new Mention
        {
            ValueId = value?.Id,
            Label = value?.Label ?? (format.KeepMarks ? text : CodeKey.Of(text)),
            Field = field.Field,
            Start = from,
            End = to,
            Cues = new MentionCues { Role = cue, RoleWord = role, Form = form, Length = end - start, Order = mentions.Count },
        });
    }
}

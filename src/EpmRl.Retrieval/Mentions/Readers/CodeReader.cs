using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads codes: part numbers, model numbers. Listed codes are found over gaps and inside glued words; open ones by their form.
/// </summary>
internal sealed class CodeReader : IMentionReader
{
    private const int MostWords = 8;
    private const int WidestGap = 3;
    private const int LongestOpen = 40;
    private const int LongestGlued = 200; // longer words are not glued words
    private const int ShortestPlain = 5; // shorter numbers are sizes, years and quantities
    private const int ShortestInside = 6; // a shorter code inside a longer word is coincidence
    private readonly AttributeDefinition attribute;
    private readonly IdentifierFormat format;
    private readonly RoleFinder roles;
    private readonly CodeForms forms;
    private readonly Dictionary<string, TaxonomyValue> values = new(StringComparer.Ordinal);
    private readonly int[] insideLengths;
    private readonly int longest;

    public CodeReader(AttributeDefinition attribute, CodeForms forms)
    {
        this.forms = forms;
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
                ReadOnlySpan<char> between =
                    field.Text.AsSpan(field.Words[last - 1].End, field.Words[last].Start - field.Words[last - 1].End);
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
            Add(
                field, field.Words[first].Start, field.Words[found.Last].End, found.Value,
                found.Gap ? FormCue.Joined : FormCue.Exact, mentions);
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

    // Words joined by marks, with a digit, long enough: "TMW-1200HD". Plain numbers are weak without a role word.
    private int? ReadOpen(FieldReading reading, int first, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        if (char.IsLetter(field.Text[field.Words[first].Start])
            && RoleWords.IsWith(field.Text, field.Words[first].Start, field.Words[first].End))
        {
            return null; // "w/G176J": the code comes after it
        }

        int last = first;
        while (last + 1 < field.Words.Count && field.Words[last + 1].End - field.Words[first].Start <= LongestOpen
            && IsJoint(field, first, last))
        {
            last++;
        }

        int start = field.Words[first].Start;
        int end = field.Words[last].End;
        string text = field.Text[start..end];
        int length = CodeKey.Of(text).Length;
        if (length < format.MinLength || length > LongestOpen || forms.Of(text) is not { } form)
        {
            return null;
        }

        Quantity[] quantities = [.. reading.QuantitiesIn(start, end)];
        bool measured =
            quantities.Any(quantity => quantity.UnitCue == UnitCue.Written || quantity.ChainLength > 1 || quantity.Role is not null)
            && AreWhole(field.Text, start, end, quantities);
        if (measured && (quantities.Length == 1 || quantities.Any(quantity => quantity.ChainLength > 1)))
        {
            return null; // "144Hz", "3440x1440" and "4-pack" are quantities
        }

        // Several joined quantities that are not a range, "101933-001 in stock", are undecided.
        bool own = roles.Find(field, start, end).Cue is RoleCue.Own;
        bool plain = measured ? form != CodeCue.Digits : form == CodeCue.None && !text.Any(char.IsLetter) && !own;
        if (plain && length < ShortestPlain)
        {
            return null;
        }

        CodeCue code = plain ? CodeCue.None
            : own ? form
            : IsInRow(field, first, last) ? CodeCue.InRow
            : form != CodeCue.None && CodeLabel.IsBefore(field.Text, start) ? CodeCue.Foreign
            : form;
        Add(field, start, end, null, plain ? FormCue.Plain : FormCue.Open, mentions, code);
        return last + 1;
    }

    // A dash, a dot or a similar mark continues a code; a slash does before a short ending, "MWP22TY/A", and otherwise separates codes of
    // the same form.
    private static bool IsJoint(FieldText field, int first, int last)
    {
        Word left = field.Words[last], right = field.Words[last + 1];
        if (right.Start - left.End != 1)
        {
            return false;
        }

        return field.Text[left.End] switch
        {
            '-' or '.' or '_' or '#' => true,
            '/' => (right.End - right.Start <= ShortestPlain - 2 && !(right.End < field.Text.Length && field.Text[right.End] == '-'))
                || (char.IsAsciiDigit(field.Text[field.Words[first].Start]) && char.IsAsciiDigit(field.Text[right.Start])),
            _ => false,
        };
    }

    // "for X-4420dn and X-4425dw": several adjacent codes of the same form are those of other products.
    private static bool IsInRow(FieldText field, int first, int last)
    {
        const int MostBetween = 3; // words
        ReadOnlySpan<char> code = field.Text.AsSpan(field.Words[first].Start, field.Words[last].End - field.Words[first].Start);
        for (int other = Math.Max(0, first - MostBetween - 1); other < Math.Min(field.Words.Count, last + MostBetween + 2); other++)
        {
            if (other >= first && other <= last)
            {
                continue;
            }

            // The other code from its first word, or the entire code if it has no marks.
            Word from = field.Words[other];
            ReadOnlySpan<char> piece = field.Text.AsSpan(from.Start, Math.Min(code.Length, field.Text.Length - from.Start));
            bool whole = piece.Length == code.Length
                && (from.Start + code.Length == field.Text.Length || !char.IsLetterOrDigit(field.Text[from.Start + code.Length]));
            if (whole && (from.Start == 0 || field.Text[from.Start - 1] != '-') && CodeForms.AreAlike(code, piece))
            {
                return true;
            }
        }

        return false;
    }

    // Whether quantities explain all of a code: "101933-001 in" is two of them, while "COMMANDER18-6H" has letters that "6 H" does not
    // explain.
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

    private void Add(
        FieldText field, int start, int end, TaxonomyValue? value, FormCue form, List<Mention> mentions, CodeCue code = CodeCue.None)
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
            Cues = new MentionCues { Role = cue, RoleWord = role, Form = form, Code = code, Length = end - start, Order = mentions.Count },
        });
    }
}

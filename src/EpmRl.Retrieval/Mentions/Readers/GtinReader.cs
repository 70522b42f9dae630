using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads GTINs: digits in one run or in groups, with their check digit; the label is the number, or the part of it that the format keeps.
/// </summary>
internal sealed class GtinReader : IMentionReader
{
    private const int LettersOfWord = 4;
    private const int ShortestGluedRole = 3;
    private const int MostBetween = 3; // characters between a role word and its number
    private const int ShortestUnmarked = 12; // one in ten numbers of eight digits has a valid check digit
    private readonly AttributeDefinition attribute;
    private readonly IdentifierFormat format;
    private readonly RoleFinder roles;
    private readonly Dictionary<string, TaxonomyValue> values = new(StringComparer.Ordinal);

    public GtinReader(AttributeDefinition attribute)
    {
        this.attribute = attribute;
        format = attribute.Identifier ?? new IdentifierFormat { Gtin = true };
        roles = new RoleFinder(attribute);
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            string key = CodeKey.Of(value.Label);
            values.TryAdd(Gtin.HasLength(key.Length) ? WithoutPadding(key) : key, value);
        }
    }

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        for (int start = 0; start < field.Text.Length;)
        {
            if (!char.IsAsciiDigit(field.Text[start]))
            {
                start++;
                continue;
            }

            (string digits, int end) = Digits(field.Text, start);
            if (Gtin.HasLength(digits.Length) && !Gtin.IsPlaceholder(digits) && IsWhole(field, start, end))
            {
                Add(field, start, end, digits, mentions);
            }

            start = end;
        }
    }

    // The run of digits; groups with one blank or dash between them are joined if only together they have the length of a GTIN.
    private static (string Digits, int End) Digits(string text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        string first = text[start..end];
        string joined = first;
        int at = end;
        while (!Gtin.HasLength(first.Length) && joined.Length < 14 && at + 1 < text.Length && text[at] is ' ' or '-'
            && char.IsAsciiDigit(text[at + 1]))
        {
            int next = at + 1;
            while (next < text.Length && char.IsAsciiDigit(text[next]))
            {
                next++;
            }

            joined += text[(at + 1)..next];
            at = next;
            if (Gtin.IsValid(joined))
            {
                return (joined, at);
            }
        }

        return (first, end);
    }

    // Digits inside a longer code, "TR20417731XW", "AL-20230715-B", belong to it; those that a role word touches, "EAN4006381333931", do
    // not.
    private bool IsWhole(FieldText field, int start, int end)
    {
        string text = field.Text;
        if (end < text.Length
            && ((char.IsLetter(text[end]) && !IsGluedWord(text, end))
            || (end + 1 < text.Length && text[end] is '-' or '_' or '/' or '.' && char.IsLetterOrDigit(text[end + 1]))))
        {
            return false;
        }

        int word = start > 0 && text[start - 1] is '-' or '_' or '/' or '.' or ',' ? start - 1 : start;
        if (word == 0 || !char.IsLetterOrDigit(text[word - 1]))
        {
            return true;
        }

        int from = word;
        while (from > 0 && word - from < roles.Longest && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        return from < word && roles.IsOwn(TextKey.Of(text[from..word]));
    }

    // "041540855804INNER PACKAGING": enough letters for a word without its blank.
    private static bool IsGluedWord(string text, int start)
    {
        int end = start;
        while (end < text.Length && end - start < LettersOfWord && char.IsLetter(text[end]))
        {
            end++;
        }

        return end - start == LettersOfWord;
    }

    // "B0013FE6YMUPC: 038944324579": a role word that is glued to the text before it.
    private string? GluedRole(FieldText field, int start)
    {
        int before = field.WordAt(start) - 1;
        if (before < 0 || start - field.Words[before].End > MostBetween)
        {
            return null;
        }

        Word word = field.Words[before];
        for (int length = Math.Min(roles.Longest, word.End - word.Start - 1); length >= ShortestGluedRole; length--)
        {
            string role = TextKey.Of(field.Text[(word.End - length)..word.End]);
            if (roles.IsOwn(role))
            {
                return role;
            }
        }

        return null;
    }

    // A product has one number: an EAN or GTIN-14 that is a UPC after zeros is that UPC.
    private static string WithoutPadding(string digits)
    {
        while (digits.Length > 12 && digits[0] == '0')
        {
            digits = digits[1..];
        }

        return digits;
    }

    private void Add(FieldText field, int start, int end, string digits, List<Mention> mentions)
    {
        bool valid = Gtin.IsValid(digits);
        // "73014829 UPC 712345009173": the role word announces what follows it.
        (RoleCue cue, string? role) =
            roles.Find(field, start, end, position => position >= end && CodeLabel.Announces(field, position, Gtin.HasLength));
        if (cue == RoleCue.None && GluedRole(field, start) is { } glued)
        {
            (cue, role) = (RoleCue.Near, glued);
        }

        if (!valid && cue == RoleCue.None)
        {
            return; // twelve digits without a role word that fail the check are something else
        }

        string number = WithoutPadding(digits);
        int to = Math.Min(format.To ?? number.Length, number.Length);
        string label = number[Math.Min(format.From - 1, to)..to];
        if (!values.TryGetValue(label, out TaxonomyValue? value) && !attribute.Open)
        {
            return;
        }

        (int originalStart, int originalEnd) = field.Clean.ToOriginal(start, end);
        mentions.Add(new Mention
        {
            ValueId = value?.Id,
            Label = value?.Label ?? label,
            Field = field.Field,
            Start = originalStart,
            End = originalEnd,
            Cues = new MentionCues
            {
                Role = cue,
                RoleWord = role,
                Form = !valid ? FormCue.Folded
                    : value is not null ? FormCue.Exact
                    : cue == RoleCue.None && digits.Length < ShortestUnmarked ? FormCue.Plain
                    : FormCue.Open,
                Code = !valid ? CodeCue.WrongCheckDigit
                    : value is not null ? CodeCue.None
                    : cue == RoleCue.None && CodeLabel.IsBefore(field.Text, start) ? CodeCue.Foreign
                    : Gtin.IsRestricted(digits) ? CodeCue.Restricted
                    : CodeCue.None,
                Length = digits.Length,
                Order = mentions.Count,
            },
        });
    }
}

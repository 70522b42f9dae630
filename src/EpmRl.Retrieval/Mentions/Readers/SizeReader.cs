using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads letter sizes, see <see cref="SizeScale"/>: the longest spelling wins, so that "3 XL" is not read as XL.</summary>
internal sealed class SizeReader(AttributeDefinition attribute, SizeScale scale) : IMentionReader
{
    /// <summary>Words of the longest spelling: "extra extra extra large".</summary>
    public const int MostWords = 4;
    private const int LongestKey = 12;
    private const int ShortestWord = 5; // "small"; letters and X's are shorter
    private const int CaseReach = 200; // characters examined to see whether a text uses capitals

    private readonly RoleFinder roles = new(attribute);

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        FieldText field = reading.Field;
        var keys = new string[MostWords];
        int lastEnd = -1;
        int? lastStep = null;
        for (int first = 0; first < field.Words.Count;)
        {
            (int count, int step) = Longest(field, first, keys);
            if (count == 0)
            {
                first++;
                continue;
            }

            int start = field.Words[first].Start;
            int end = field.Words[first + count - 1].End;
            first += count;
            bool rises = lastStep is null || !IsJoinedBy(field.Text, lastEnd, start, '/') || step > lastStep;
            (lastEnd, lastStep) = (end, step);
            if (scale.ValueOf(step) is { } value && rises && IsWritten(field, start, end, step)
                && Mention(field, start, end, value, mentions.Count) is { } mention)
            {
                mentions.Add(mention);
            }
        }
    }

    private (int Count, int Step) Longest(FieldText field, int first, string[] keys)
    {
        int most = 0;
        while (most < MostWords && first + most < field.Words.Count && field.Words[first + most] is var word
            && word.End - word.Start <= LongestKey
            && (most == 0 || IsGap(field.Text, field.Words[first + most - 1].End, word.Start)))
        {
            keys[most++] = word.Key;
        }

        for (int count = most; count > 0; count--)
        {
            if (scale.Step(keys.AsSpan(0, count)) is { } step)
            {
                return (count, step);
            }
        }

        return (0, 0);
    }

    private static bool IsGap(string text, int start, int end) => end - start == 1 && text[start] is ' ' or '-' or '.';

    private static bool IsJoinedBy(string text, int start, int end, char joint) =>
        end - start <= 3 && text.AsSpan(start, end - start).Trim() is [var only] && only == joint;

    // Letters are a size only as capitals. "L/S" and "S/S" are sleeves: sizes joined by a slash are ascending.
    private bool IsWritten(FieldText field, int start, int end, int step)
    {
        ReadOnlySpan<char> text = field.Text.AsSpan(start, end - start);
        int letters = 0;
        bool capital = true;
        foreach (char c in text)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            capital &= !char.IsLower(c);
        }

        return (capital || letters > 2) && !FallsBehind(field, end, step);
    }

    private bool FallsBehind(FieldText field, int end, int step)
    {
        int next = field.WordAt(end);
        return next < field.Words.Count && IsJoinedBy(field.Text, end, field.Words[next].Start, '/')
            && scale.Step([field.Words[next].Key]) is { } other && other <= step;
    }

    private Mention? Mention(FieldText field, int start, int end, TaxonomyValue value, int order)
    {
        (RoleCue cue, string? role) = roles.Find(field, start, end);
        string text = field.Text[start..end];
        if (cue == RoleCue.None && IsOrdinaryWord(field, text, end))
        {
            return null;
        }

        (int from, int to) = field.Clean.ToOriginal(start, end);
        return new Mention
        {
            ValueId = value.Id,
            Label = value.Label,
            Field = field.Field,
            Start = from,
            End = to,
            Cues = new MentionCues
            {
                Role = cue,
                RoleWord = role,
                Form = text == value.Label ? FormCue.Exact : FormCue.Folded,
                Length = end - start,
                Order = order,
            },
        };
    }

    // "extra large print", "small logo": words in small letters followed by another word are the size of something else, unless the entire
    // text is in small letters.
    private static bool IsOrdinaryWord(FieldText field, string text, int end) =>
        text.Length >= ShortestWord && !text.Any(char.IsUpper) && !text.Any(char.IsAsciiDigit)
        && end + 1 < field.Text.Length && field.Text[end] == ' ' && char.IsLower(field.Text[end + 1])
        && field.Text.AsSpan(0, Math.Min(field.Text.Length, CaseReach)).ContainsAnyInRange('A', 'Z');
}

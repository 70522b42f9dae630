using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>The role words of a category's attributes, found beside a place of a text.</summary>
internal sealed class RoleWords
{
    private const int MostWords = 3;
    private readonly HashSet<string> keys;

    public RoleWords(IEnumerable<AttributeDefinition> attributes) =>
        keys = [.. attributes.SelectMany(attribute => attribute.RoleWords).Select(Key)];

    /// <summary>True when no attribute has role words.</summary>
    public bool IsEmpty => keys.Count == 0;

    /// <summary>The form in which role words are compared.</summary>
    public static string Key(string role) => string.Join(' ', Word.Split(role).Select(word => word.Key));

    /// <summary>Whether a word or phrase is a role word.</summary>
    public bool Contains(string key) => keys.Contains(key);

    /// <summary>A role word right behind a place, at most a blank, a dash or a bracket away.</summary>
    public RoleMark? After(string text, int position)
    {
        int start = position;
        while (start < text.Length && start - position < 3 && text[start] is ' ' or '-' or '.' or '(' or ')' or '/')
        {
            start++;
        }

        int end = start;
        RoleMark? found = null;
        for (int words = 0; words < MostWords && end < text.Length && char.IsLetter(text[end]); words++)
        {
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            bool beforeDigit = end < text.Length && char.IsAsciiDigit(text[end]);
            // "24Wx30": the x belongs to the chain.
            int roleEnd = beforeDigit && text[end - 1] is 'x' or 'X' && end - start > 1 ? end - 1 : end;
            string key = TextKey.Of(text[start..roleEnd]);
            if (keys.Contains(key) && (!beforeDigit || roleEnd < end))
            {
                found = new RoleMark(key, start, roleEnd);
            }

            if (end < text.Length && text[end] is ' ' or '-')
            {
                end++;
            }
        }

        // "10 cm Height: 8": a colon gives the mark to what follows.
        return found is { } mark && mark.End < text.Length && text[mark.End] is ':' or '=' ? null : found;
    }

    /// <summary>A role word right before a place: "Width: 24", "W 24", "width of 24".</summary>
    public RoleMark? Before(FieldText field, int position)
    {
        int last = field.WordAt(position) - 1;
        if (last >= 0 && field.Words[last].Key is "of" or "is" or "approx" or "about")
        {
            last--;
        }

        for (int words = MostWords; words >= 1; words--)
        {
            int first = last - words + 1;
            if (first < 0)
            {
                continue;
            }

            int start = field.Words[first].Start;
            int end = field.Words[last].End;
            string key = string.Join(' ', Enumerable.Range(first, words).Select(i => field.Words[i].Key));
            if (position - end <= 12 && keys.Contains(key) && IsThin(field.Text, end, position))
            {
                return new RoleMark(key, start, end);
            }
        }

        return null;
    }

    private static bool IsThin(string text, int start, int end)
    {
        ReadOnlySpan<char> between = text.AsSpan(start, end - start);
        return !between.ContainsAny(",;|\"") && between.Count('.') <= 1;
    }
}

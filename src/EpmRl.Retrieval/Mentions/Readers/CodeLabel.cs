namespace EpmRl.Retrieval.Mentions;

/// <summary>Finds labels of codes, in any language: "serial no. 5551", "SKU: 5551", "lot #5551".</summary>
internal static class CodeLabel
{
    private const int LongestAbbreviation = 4; // "no.", "nr.", "núm.", "cod."
    private const int Reach = 4; // characters between a label and its code

    /// <summary>Whether the text before a position is a label: it ends in a colon, a number sign or an abbreviation's full stop.</summary>
    public static bool IsBefore(string text, int start)
    {
        int at = start - 1;
        while (at >= 0 && start - at <= Reach && text[at] is ' ' or '(' or '[')
        {
            at--;
        }

        if (at < 0 || text[at] is not ('.' or ':' or '#' or '='))
        {
            return false;
        }

        if (text[at] != '.')
        {
            return true;
        }

        int word = at;
        while (word > 0 && at - word <= LongestAbbreviation && char.IsLetter(text[word - 1]))
        {
            word--;
        }

        return at - word is > 1 and <= LongestAbbreviation;
    }

    /// <summary>Whether a role word is right before digits of a valid code length, and therefore announces that code.</summary>
    /// <param name="field">The field.</param>
    /// <param name="role">The start of the role word.</param>
    /// <param name="hasLength">Whether a number of digits is a valid code length.</param>
    public static bool Announces(FieldText field, int role, Func<int, bool> hasLength)
    {
        int next = field.WordAt(role + 1);
        if (next >= field.Words.Count)
        {
            return false;
        }

        Word word = field.Words[next];
        return field.IsOneClause(role, word.Start) && hasLength(word.End - word.Start) && char.IsAsciiDigit(field.Text[word.Start])
            && char.IsAsciiDigit(field.Text[word.End - 1]);
    }
}

namespace EpmRl.Retrieval.Text;

/// <summary>Separates sentences and fields that lost their separator: "8 hours of playtimeNew", "Weight: 5 kgGears: 7".</summary>
/// <remarks>
/// A capital after a small letter also occurs inside names ("iPhone", "LaserJet"). So it is a seam only after an ordinary word, which
/// begins with a small letter, after the unit of a number, or where a label with a colon begins and another label came before.
/// </remarks>
internal static class RunTogether
{
    private const int ShortestWord = 5; // "iPhone", "eReader" and "autoFocus" are names
    private const int LongestUnit = 4;
    private const int LongestLabel = 32;
    private const int LongestValue = 120; // between a label's colon and the seam after its value

    /// <summary>The text with a semicolon at each seam.</summary>
    public static TracedText Part(TracedText source)
    {
        string text = source.Text;
        TracedTextBuilder? builder = null;
        int written = 0;
        for (int i = 1; i + 1 < text.Length; i++)
        {
            if (char.IsUpper(text[i]) && char.IsLower(text[i + 1]) && IsSeam(text, i))
            {
                builder ??= new TracedTextBuilder(source);
                Copy(builder, i);
                builder.Insert("; ");
                builder.Break();
            }
        }

        if (builder is null)
        {
            return source;
        }

        Copy(builder, text.Length);
        return source.Then(builder.ToText());

        void Copy(TracedTextBuilder to, int end)
        {
            for (; written < end; written++)
            {
                to.Append(text[written], written, written + 1);
            }
        }
    }

    private static bool IsSeam(string text, int i)
    {
        char before = text[i - 1];
        if (char.IsLower(before))
        {
            int start = i - 1;
            while (start > 0 && char.IsLower(text[start - 1]))
            {
                start--;
            }

            char first = start > 0 ? text[start - 1] : ' ';
            bool isWord =
                i - start >= ShortestWord && !char.IsLetterOrDigit(first) && first is not ('-' or '_' or '.' or '/' or '@' or '#' or '&');
            bool isUnit = i - start is >= 2 and <= LongestUnit && i + 2 < text.Length && char.IsLower(text[i + 2])
                && (char.IsAsciiDigit(first) || (first == ' ' && start > 1 && char.IsAsciiDigit(text[start - 2])));
            return isWord || isUnit || (BeginsLabel(text, i) && FollowsLabel(text, i));
        }

        return (char.IsAsciiDigit(before) || char.IsUpper(before) || before is ')' or '"' or '%' or '\u00B0') && BeginsLabel(text, i)
            && (!char.IsUpper(before) || FollowsLabel(text, i));
    }

    // A few words and a colon that does not begin an address.
    private static bool BeginsLabel(string text, int start)
    {
        int end = start;
        while (end < text.Length && end - start < LongestLabel
            && (char.IsLetter(text[end]) || text[end] is ' ' or '-' or '/' or '(' or ')' or '.'))
        {
            end++;
        }

        return end + 1 < text.Length && text[end] == ':' && text[end + 1] is not ('/' or ':')
            && !text.AsSpan(start, end - start).Contains(". ", StringComparison.Ordinal);
    }

    private static bool FollowsLabel(string text, int end)
    {
        int from = Math.Max(0, end - LongestValue);
        ReadOnlySpan<char> value = text.AsSpan(from, end - from);
        int colon = value.LastIndexOf(':');
        return colon >= 0 && !value[colon..].Contains(". ", StringComparison.Ordinal);
    }
}

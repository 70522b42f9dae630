namespace EpmRl.Retrieval.Mentions;

/// <summary>The form in which codes are compared: letters and digits alone, upper case.</summary>
internal static class CodeKey
{
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> key = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        int length = 0;
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                key[length++] = char.ToUpperInvariant(c);
            }
        }

        return new string(key[..length]);
    }
}

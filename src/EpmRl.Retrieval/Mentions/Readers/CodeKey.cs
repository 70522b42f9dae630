namespace EpmRl.Retrieval.Mentions;

/// <summary>The comparison key of codes: only letters and digits, in upper case.</summary>
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

using System.Buffers;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// A token that is found in the text before (or, when <paramref name="Normalized"/>, after) normalisation and never split.
/// </summary>
/// <param name="Id">Token id.</param>
/// <param name="Content">Its text.</param>
/// <param name="SingleWord">Only where no word character is adjacent.</param>
/// <param name="LeftStrip">Preceding white space belongs to it.</param>
/// <param name="RightStrip">Following white space belongs to it.</param>
/// <param name="Normalized">Whether it is searched in the normalised text.</param>
internal sealed record AddedToken(int Id, string Content, bool SingleWord, bool LeftStrip, bool RightStrip, bool Normalized)
{
    /// <summary>Finds the leftmost, then longest, of the tokens in <paramref name="text"/>.</summary>
    /// <param name="tokens">Candidates.</param>
    /// <param name="starts">The first character of each candidate.</param>
    /// <param name="text">The text searched.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="start">First character of the match, stripped white space included.</param>
    /// <param name="end">Just after the match.</param>
    /// <returns>The token, or null.</returns>
    public static AddedToken? FindNext(
        AddedToken[] tokens, SearchValues<char> starts, ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        int floor = from;
        while (true)
        {
            AddedToken? found = Leftmost(tokens, starts, text, from, out start);
            if (found is null)
            {
                end = start;
                return null;
            }

            end = start + found.Content.Length;
            if (found.SingleWord && ((start > 0 && IsWord(text[start - 1])) || (end < text.Length && IsWord(text[end]))))
            {
                from = end;
                continue;
            }

            while (found.LeftStrip && start > floor && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            while (found.RightStrip && end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            return found;
        }
    }

    private static AddedToken? Leftmost(AddedToken[] tokens, SearchValues<char> starts, ReadOnlySpan<char> text, int from, out int start)
    {
        for (start = from; ; start++)
        {
            int next = text[start..].IndexOfAny(starts);
            if (next < 0)
            {
                start = text.Length;
                return null;
            }

            start += next;
            AddedToken? best = null;
            foreach (AddedToken token in tokens)
            {
                if ((best is null || token.Content.Length > best.Content.Length)
                    && text[start..].StartsWith(token.Content, StringComparison.Ordinal))
                {
                    best = token;
                }
            }

            if (best is not null)
            {
                return best;
            }
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}

using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>How far the words of one title are found in another listing.</summary>
internal sealed class TitleCoverage
{
    private const int ShortestPrefix = 3;
    private const int ShortestInside = 4;

    private TitleCoverage(PreparedListing a, PreparedListing b)
    {
        var open = new List<Token>();
        float all = 0, inAll = 0;
        foreach (Token token in a.Title)
        {
            all += token.Weight;
            float found = Found(token, b);
            SharedWeight += token.Weight * found;
            Near += found is > 0 and < 1 ? 1 : 0;
            bool nowhere = found == 0 && !b.AllIds.Contains(token.Id) && !IsInside(token, b.SquashedAll);
            inAll += token.Weight * (found > 0 ? found : nowhere ? 0 : 1);
            if (found > 0)
            {
                CountShared(token);
                continue;
            }

            open.Add(token);
            OpenWeight += token.Weight;
            RarestOpen = Math.Max(RarestOpen, token.Weight);
            RarestNowhere = nowhere ? Math.Max(RarestNowhere, token.Weight) : RarestNowhere;
            OpenCodes += token.IsCode ? 1 : 0;
            CodesNowhere += token.IsCode && nowhere ? 1 : 0;
            OpenNumbers += token.Form != TokenForm.Letters && !token.IsCode ? 1 : 0;
            OpenLetters += token.Form == TokenForm.Letters ? 1 : 0;
        }

        Covered = all > 0 ? SharedWeight / all : 0;
        CoveredByAll = all > 0 ? inAll / all : 0;
        Open = open;
    }

    /// <summary>Share of the title's weight that the other title has.</summary>
    public float Covered { get; }

    /// <summary>Share of the title's weight that any text of the other listing has.</summary>
    public float CoveredByAll { get; }

    /// <summary>Weight of the words that the other title has.</summary>
    public float SharedWeight { get; }

    /// <summary>Weight of the words that it lacks.</summary>
    public float OpenWeight { get; }

    /// <summary>Weight of the rarest word that it lacks.</summary>
    public float RarestOpen { get; }

    /// <summary>Weight of the rarest word that the other listing has nowhere.</summary>
    public float RarestNowhere { get; }

    /// <summary>Number of words that are found in another spelling.</summary>
    public float Near { get; }

    /// <summary>Number of shared codes.</summary>
    public int SharedCodes { get; private set; }

    /// <summary>Weight of the rarest shared code.</summary>
    public float SharedCodeWeight { get; private set; }

    /// <summary>Characters of the longest shared code.</summary>
    public int SharedCodeLength { get; private set; }

    /// <summary>Number of codes that the other title lacks.</summary>
    public int OpenCodes { get; }

    /// <summary>Number of codes that the other listing has nowhere.</summary>
    public int CodesNowhere { get; }

    /// <summary>Number of shared numbers.</summary>
    public int SharedNumbers { get; private set; }

    /// <summary>Number of numbers that the other title lacks.</summary>
    public int OpenNumbers { get; }

    /// <summary>Number of words of letters that it lacks.</summary>
    public int OpenLetters { get; }

    /// <summary>The words that it lacks.</summary>
    public IReadOnlyList<Token> Open { get; }

    /// <summary>Looks for the words of a title in another listing.</summary>
    public static TitleCoverage Of(PreparedListing a, PreparedListing b) => new(a, b);

    private void CountShared(Token token)
    {
        if (token.IsCode)
        {
            SharedCodes++;
            SharedCodeWeight = Math.Max(SharedCodeWeight, token.Weight);
            SharedCodeLength = Math.Max(SharedCodeLength, token.Text.Length);
        }
        else if (token.Form != TokenForm.Letters)
        {
            SharedNumbers++;
        }
    }

    // 1 for the word itself or the word in pieces, less for an abbreviation or a typing error, 0 for nothing.
    private static float Found(Token token, PreparedListing other)
    {
        if (other.TitleIds.Contains(token.Id) || other.Joined.Contains(token.Text)
            || (token.Form != TokenForm.Letters && IsInside(token, other.Squashed)))
        {
            return 1;
        }

        if (token.Form != TokenForm.Letters || token.Text.Length < ShortestPrefix)
        {
            return 0;
        }

        float best = 0;
        foreach (Token candidate in other.Title)
        {
            if (candidate.Form == TokenForm.Letters && candidate.Text.Length >= ShortestPrefix)
            {
                best = Math.Max(best, Likeness(token.Text, candidate.Text));
            }
        }

        return best;
    }

    private static float Likeness(string one, string other)
    {
        (string shorter, string longer) = one.Length <= other.Length ? (one, other) : (other, one);
        if (longer.StartsWith(shorter, StringComparison.Ordinal))
        {
            return longer.Length - shorter.Length <= 2 ? 0.9f : 0.6f; // plurals; abbreviations
        }

        return shorter.Length >= 5 && longer.Length - shorter.Length <= 1 && EditDistance.Within(shorter, longer, 1) <= 1 ? 0.8f : 0;
    }

    private static bool IsInside(Token token, string squashed) =>
        token.Form != TokenForm.Letters && token.Text.Length >= ShortestInside
        && squashed.Contains(token.Text, StringComparison.OrdinalIgnoreCase);
}

using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>Which words can be quoted as evidence.</summary>
internal static class QuoteRules
{
    /// <summary>Most words and characters of a quote that points at something, as the grammar of answers has them.</summary>
    public const int MostWords = 5, MostCharacters = 48;

    private const int FewestCharacters = 2;

    // Words that name nothing, in the languages of the aspects.
    private static readonly HashSet<string> Fillers = new(
        ("a an and are at by for from in into is it its new of on or our pair per set that the this to up with you your x "
            + "das der die ein eine für im in mit neu und von vom zum zur de des du et la le les pour sur un une avec con del el los las "
            + "para por y en da di e il per een het met van voor").Split(' ').Select(TextKey.Of),
        StringComparer.Ordinal);

    /// <summary>Whether a word, by its key, names nothing.</summary>
    public static bool IsFiller(string key) => key.Length < FewestCharacters && !char.IsDigit(key[0]) || Fillers.Contains(key);

    /// <summary>Why a quote points at nothing: too short, too long, or of filler words alone; null if it may be evidence.</summary>
    public static string? Fault(string quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        Mentions.Word[] words = Mentions.Word.Split(quote);
        return quote.Length < FewestCharacters ? "is a single character"
            : words.Length > MostWords || quote.Length > MostCharacters ? $"has more than {MostWords} words or {MostCharacters} characters"
            : words.Length == 0 || words.All(word => IsFiller(word.Key)) ? "has only words that name nothing"
            : null;
    }

    /// <summary>A text as a quote of a listing, verbatim where possible; null where the listing as shown does not have it.</summary>
    public static string? Quotable(string text, ShownListing shown)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(shown);
        string quote = text.Trim();
        return quote.AsSpan().IndexOfAny('\n', '\r', '|') < 0 && Fault(quote) is null && shown.Find(quote) is not null ? quote : null;
    }
}

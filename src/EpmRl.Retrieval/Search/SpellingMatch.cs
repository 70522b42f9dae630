namespace EpmRl.Retrieval.Search;

/// <summary>The match of a value's spelling and a query.</summary>
/// <param name="Match">How they match; never <see cref="ValueMatch.Vector"/>.</param>
/// <param name="Text">The matched label, alias or id.</param>
/// <param name="Score">
/// In [0, 1], larger is better: 1 for the label itself, 0.995 for the id, 0.99 for an alias, 0.9 and up to 0.98 for the beginning of one
/// (the more of it, the higher), at most 0.89 for its words.
/// </param>
/// <param name="Words">For <see cref="ValueMatch.Words"/>: the matched words; else empty.</param>
public sealed record SpellingMatch(ValueMatch Match, string Text, double Score, IReadOnlyList<WordMatch> Words);

/// <summary>A word or amount of a query and the matching word or amount of a spelling.</summary>
/// <param name="Query">The query's word, or its amount as written ("16 gigabytes").</param>
/// <param name="Found">The spelling's word or amount ("16 GB"). A different one without errors matches in number or in amount.</param>
/// <param name="Errors">Typing errors between the two: insertions, deletions, replacements, swaps of neighbours.</param>
/// <param name="IsBeginning">True where the query's word is the beginning of the other.</param>
public readonly record struct WordMatch(string Query, string Found, int Errors, bool IsBeginning)
{
    private const double OtherForm = 0.98; // a plural, or an amount in another unit

    /// <summary>Similarity of the words, in [0, 1].</summary>
    public double Likeness => IsBeginning
        ? 0.7 + (0.25 * Query.Length / Found.Length)
        : Errors == 0 && Query != Found ? OtherForm
        : 1 - ((double)Errors / Math.Max(Query.Length, Found.Length));
}

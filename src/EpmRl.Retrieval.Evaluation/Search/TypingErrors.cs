using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Makes typical typing errors, the same ones for the same seed.</summary>
internal static class TypingErrors
{
    private const int ShortestWord = 4;
    private static readonly string[] KeyRows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Adds each query once more with a typing error, as a kind of its own.</summary>
    /// <param name="queries">The queries. One without a word of four letters or more is not repeated.</param>
    /// <param name="seed">The same seed gives the same errors.</param>
    public static IReadOnlyList<SearchQuery> AddTo(IReadOnlyList<SearchQuery> queries, int seed)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var random = new Random(seed);
        return
        [
            .. queries,
            .. queries.Select(query => (Query: query, Wrong: Make(query.Text, random))).Where(query => query.Wrong is not null)
                .Select(query => query.Query with { Text = query.Wrong!, Kind = $"{query.Query.Kind} + typing error".TrimStart(' ', '+') }),
        ];
    }

    /// <summary>Makes one error in one word: a letter left out, doubled, swapped with the next, or hit beside its key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="random">The source of chance.</param>
    /// <returns>Null if no word has four letters or more.</returns>
    public static string? Make(string text, Random random)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(random);
        (int Start, int Length)[] words = [.. Words(text)];
        if (words.Length == 0)
        {
            return null;
        }

        (int start, int length) = words[random.Next(words.Length)];
        int at = start + 1 + random.Next(length - 2); // first letters are rarely wrong, and the last has no next letter to swap with
        var wrong = new StringBuilder(text);
        switch (random.Next(4))
        {
            case 0:
                wrong.Remove(at, 1);
                break;
            case 1:
                wrong.Insert(at, wrong[at]);
                break;
            case 2 when wrong[at] != wrong[at + 1]:
                (wrong[at], wrong[at + 1]) = (wrong[at + 1], wrong[at]);
                break;
            default:
                wrong[at] = NeighbouringKey(wrong[at], random);
                break;
        }

        return wrong.ToString();
    }

    private static IEnumerable<(int Start, int Length)> Words(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && char.IsLetter(text[end]))
            {
                end++;
            }

            if (end - start >= ShortestWord)
            {
                yield return (start, end - start);
            }

            start = end + 1;
        }
    }

    private static char NeighbouringKey(char letter, Random random)
    {
        foreach (string row in KeyRows)
        {
            int place = row.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (place >= 0)
            {
                return row[place == 0 ? 1 : place == row.Length - 1 ? place - 1 : random.Next(2) == 0 ? place - 1 : place + 1];
            }
        }

        return 'x';
    }
}

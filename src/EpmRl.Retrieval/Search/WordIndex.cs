using System.Buffers;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>Words and where they occur. Finds a word, the words that begin with it, and those a few typing errors away.</summary>
/// <remarks>
/// A word is indexed by its pairs of adjacent letters, its beginning and end included. One typing error changes at most three of them, so
/// words that share fewer are ruled out before a distance is computed.
/// </remarks>
internal sealed class WordIndex
{
    private const char Edge = '\0';
    private const int PairsPerError = 3;

    private readonly string[] words; // in order
    private readonly Lists places; // of words[i]
    private readonly Dictionary<int, int> pairs = []; // two letters → list of wordsOfPair
    private readonly Lists wordsOfPair;

    /// <param name="occurrences">Every word with a position where it occurs; positions of a word ascend.</param>
    /// <param name="others">Words that are known but occur nowhere.</param>
    public WordIndex(IEnumerable<(string Word, int Place)> occurrences, IEnumerable<string> others)
    {
        var byWord = new Dictionary<string, int>(StringComparer.Ordinal);
        var wordAndPlace = new List<(int List, int Item)>();
        foreach ((string word, int place) in occurrences)
        {
            if (!byWord.TryGetValue(word, out int number))
            {
                byWord.Add(word, number = byWord.Count);
            }

            wordAndPlace.Add((number, place));
        }

        foreach (string word in others)
        {
            byWord.TryAdd(word, byWord.Count);
        }

        words = [.. byWord.Keys];
        int[] order = [.. byWord.Values];
        Array.Sort(words, order, StringComparer.Ordinal);
        int[] sorted = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            sorted[order[i]] = i;
        }

        places = new Lists(words.Length, wordAndPlace.Count, () => wordAndPlace.Select(item => (sorted[item.List], item.Item)));
        foreach (string word in words)
        {
            ForEachPair(word, pair => pairs.TryAdd(pair, pairs.Count));
        }

        wordsOfPair = new Lists(pairs.Count, words.Sum(word => word.Length + 1), PairsOfWords);
    }

    /// <summary>Number of different words.</summary>
    public int Count => words.Length;

    /// <summary>
    /// The number of typing errors allowed in a word: none up to three letters or with digits, two from eight letters on, otherwise one.
    /// </summary>
    public static int MostErrors(ReadOnlySpan<char> word) =>
        word.Length < 4 || word.ContainsAnyInRange('0', '9') ? 0 : word.Length < 8 ? 1 : 2;

    /// <summary>A word of the index.</summary>
    public string this[int word] => words[word];

    /// <summary>Where a word of the index occurs.</summary>
    public ReadOnlySpan<int> PlacesOf(int word) => places[word];

    /// <summary>The words that a query word may mean.</summary>
    /// <param name="word">The word.</param>
    /// <returns>Number of the word, and how it matches; each once.</returns>
    public List<(int Word, WordMatch Match)> Find(string word)
    {
        var found = new List<(int, WordMatch)>();
        int first = Array.BinarySearch(words, word, StringComparer.Ordinal);
        bool isKnown = first >= 0;
        if (isKnown)
        {
            found.Add((first, new WordMatch(word, words[first], 0, IsBeginning: false)));
        }

        foreach (string form in WordForms.Of(word))
        {
            if (Array.BinarySearch(words, form, StringComparer.Ordinal) is >= 0 and int other)
            {
                found.Add((other, new WordMatch(word, form, 0, IsBeginning: false)));
            }
        }

        int limit = MostErrors(word);
        if (limit > 0)
        {
            FindWithErrors(word, limit, found);
        }

        if (word.Length >= 2)
        {
            for (int i = isKnown ? first + 1 : ~first; i < words.Length && words[i].StartsWith(word, StringComparison.Ordinal); i++)
            {
                if (words[i].Length <= 2 * word.Length && !found.Exists(other => other.Item1 == i))
                {
                    found.Add((i, new WordMatch(word, words[i], 0, IsBeginning: true)));
                }
            }
        }

        return found;
    }

    private void FindWithErrors(string word, int limit, List<(int Word, WordMatch Match)> found)
    {
        byte[] shared = ArrayPool<byte>.Shared.Rent(words.Length);
        var touched = new List<int>();
        Array.Clear(shared, 0, words.Length);
        ForEachPair(word, pair =>
        {
            if (pairs.TryGetValue(pair, out int list))
            {
                foreach (int other in wordsOfPair[list])
                {
                    if (shared[other] == 0)
                    {
                        touched.Add(other);
                    }

                    shared[other] += shared[other] < byte.MaxValue ? (byte)1 : (byte)0;
                }
            }
        });
        foreach (int other in touched)
        {
            int least = Math.Max(word.Length, words[other].Length) + 1 - (PairsPerError * limit);
            if (shared[other] >= Math.Min(least, byte.MaxValue) && words[other] != word
                && EditDistance.Within(word, words[other], limit) is int errors && errors <= limit
                && errors <= MostErrors(words[other]) && !found.Exists(known => known.Word == other))
            {
                found.Add((other, new WordMatch(word, words[other], errors, IsBeginning: false)));
            }
        }

        ArrayPool<byte>.Shared.Return(shared);
    }

    private IEnumerable<(int List, int Item)> PairsOfWords()
    {
        var own = new List<int>();
        for (int i = 0; i < words.Length; i++)
        {
            own.Clear();
            ForEachPair(words[i], own.Add);
            foreach (int pair in own)
            {
                yield return (pairs[pair], i);
            }
        }
    }

    private static void ForEachPair(string word, Action<int> take)
    {
        char previous = Edge;
        foreach (char c in word)
        {
            take((previous << 16) | c);
            previous = c;
        }

        take((previous << 16) | Edge);
    }

    /// <summary>Lists of numbers, concatenated in one array.</summary>
    private readonly struct Lists
    {
        private readonly int[] starts;
        private readonly int[] items;

        public Lists(int lists, int count, Func<IEnumerable<(int List, int Item)>> all)
        {
            starts = new int[lists + 1];
            items = new int[count];
            foreach ((int list, _) in all())
            {
                starts[list + 1]++;
            }

            for (int i = 0; i < lists; i++)
            {
                starts[i + 1] += starts[i];
            }

            int[] next = [.. starts];
            foreach ((int list, int item) in all())
            {
                items[next[list]++] = item;
            }
        }

        public ReadOnlySpan<int> this[int list] => items.AsSpan(starts[list], starts[list + 1] - starts[list]);
    }
}

using System.Buffers;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// The words around numbers and units, from the pack <c>quantities</c>: between the ends of a range, before an open end, after a rate.
/// </summary>
internal sealed class QuantityWords
{
    private const string PackName = "quantities";
    private const string ShortFor = "short for ";
    private const string Before = " before";
    private const string Decimal = "decimal"; // families of languages, in which a single letter also counts inside words
    private const int MostWords = 4;
    private static readonly SearchValues<char> Ends = SearchValues.Create(",;()[]|（），、"); // phrases do not cross them

    private readonly Dictionary<string, HashSet<string>> families = new(StringComparer.Ordinal); // family → keys of its words
    private readonly HashSet<(string Family, char Letter)> letters = []; // single non-ASCII letters, which keep their accents
    private readonly Dictionary<string, Edges> edges = new(StringComparer.Ordinal); // family → first and last characters of its words
    private readonly int longest;

    /// <summary>Reads the pack among a taxonomy's packs; without it no word has a meaning.</summary>
    public QuantityWords(IEnumerable<ValuePack> packs)
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> words =
            packs.FirstOrDefault(pack => pack.Name == PackName)?.Families ?? new Dictionary<string, IReadOnlyList<string>>();
        foreach ((string family, IReadOnlyList<string> spellings) in words)
        {
            families.Add(family,
                [
                    .. spellings.Where(spelling => !IsLetter(spelling) || !family.StartsWith(Decimal, StringComparison.Ordinal))
                        .Select(TextKey.Of),
                ]);
            edges.Add(family, new Edges(families[family]));
            letters.UnionWith(spellings.Where(IsLetter).Select(spelling => (family, spelling[0])));
        }

        ShortForms = [.. words.Where(pair => pair.Key.StartsWith(ShortFor, StringComparison.Ordinal))
            .SelectMany(pair => pair.Value.Select(spelling => (spelling, pair.Key[ShortFor.Length..])))];
        longest = families.Values.SelectMany(keys => keys).Select(key => key.Length).DefaultIfEmpty().Max();
    }

    /// <summary>No words.</summary>
    public static QuantityWords None { get; } = new([]);

    /// <summary>Short forms of units, each with the full spelling of its unit.</summary>
    public IReadOnlyList<(string Spelling, string Unit)> ShortForms { get; }

    /// <summary>Whether a family has a word or phrase.</summary>
    public bool Has(string family, string text) =>
        (text.Length == 1 && HasLetter(family, text[0]))
        || (text.Length <= longest && families.TryGetValue(family, out HashSet<string>? keys) && keys.Contains(TextKey.Of(text)));

    /// <summary>Whether a family has a letter, which also counts inside words.</summary>
    public bool HasLetter(string family, char letter) => letter >= 128 && letters.Contains((family, char.ToLowerInvariant(letter)));

    /// <summary>Whether a piece of a text is a phrase of the family, ignoring blanks.</summary>
    public bool Is(string family, ReadOnlySpan<char> piece)
    {
        ReadOnlySpan<char> trimmed = piece.Trim(' ');
        return trimmed.Length > 0 && trimmed.Length <= longest && Has(family, trimmed.ToString());
    }

    /// <summary>The start of a family's longest phrase that ends right before a position; null without one.</summary>
    public int? StartBefore(string family, string text, int position)
    {
        if (!families.TryGetValue(family, out HashSet<string>? keys))
        {
            return null;
        }

        int end = position;
        while (end > 0 && position - end < 3 && text[end - 1] is ' ' or ':' or '(')
        {
            end--;
        }

        if (end > 0 && !edges[family].MayEnd(text[end - 1]))
        {
            return null;
        }

        int? found = null;
        int start = end;
        for (int words = 0; words < MostWords && start > 0;)
        {
            start--;
            if (end - start > longest || Ends.Contains(text[start]))
            {
                break;
            }

            if (start == 0 || text[start - 1] == ' ' || Ends.Contains(text[start - 1]) || Letters.IsIdeograph(text[start - 1])
                || !char.IsLetterOrDigit(text[start]))
            {
                found = keys.Contains(TextKey.Of(text[start..end])) ? start : found;
                words += start == 0 || text[start - 1] == ' ' ? 1 : 0;
            }
        }

        return found;
    }

    /// <summary>The end of a family's longest phrase that begins right after a position; null without one.</summary>
    public int? EndBehind(string family, string text, int position)
    {
        if (!families.TryGetValue(family, out HashSet<string>? keys))
        {
            return null;
        }

        int start = position;
        while (start < text.Length && start - position < 2 && text[start] is ' ' or '(')
        {
            start++;
        }

        if (start < text.Length && !edges[family].MayBegin(text[start]))
        {
            return null;
        }

        int? found = null;
        int end = start;
        for (int words = 0; words < MostWords && end < text.Length;)
        {
            end++;
            if (end - start > longest || Ends.Contains(text[end - 1]))
            {
                break;
            }

            if (end == text.Length || !char.IsLetterOrDigit(text[end]) || Letters.IsIdeograph(text[end - 1]))
            {
                found = keys.Contains(TextKey.Of(text[start..end])) ? end : found;
                words += end == text.Length || text[end] == ' ' ? 1 : 0;
            }
        }

        return found;
    }

    /// <summary>Whether a phrase of a family is in a piece of a text, in one clause with its end, or with its start.</summary>
    public bool IsNear(string family, string text, int start, int end, bool withEnd)
    {
        for (int i = start; i < end; i++)
        {
            bool begins = text[i] != ' ' && (i == 0 || text[i - 1] == ' ' || Letters.IsIdeograph(text[i]));
            if (begins && EndBehind(family, text, i) is { } close && close <= end
                && !(withEnd ? text.AsSpan(close, end - close) : text.AsSpan(start, i - start)).ContainsAny(Ends))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLetter(string spelling) => spelling is [>= (char)128 and var letter] && char.IsLetter(letter);

    /// <summary>Whether a unit's spelling is an ordinary word at a position, according to the word after it.</summary>
    public bool IsWordBefore(string spelling, string text, int end) =>
        families.ContainsKey(TextKey.Of(spelling) + Before) && EndBehind(TextKey.Of(spelling) + Before, text, end) is not null;

    /// <summary>The first and last characters of a family's words, which rule out most positions of a text quickly.</summary>
    private sealed class Edges(IReadOnlyCollection<string> keys)
    {
        private readonly HashSet<char> firsts = [.. keys.Where(key => key.Length > 0).Select(key => key[0])];
        private readonly HashSet<char> lasts = [.. keys.Where(key => key.Length > 0).Select(key => key[^1])];

        /// <summary>Whether a word of the family may begin with a character.</summary>
        public bool MayBegin(char c) => !char.IsAsciiLetterOrDigit(c) || firsts.Contains(char.ToLowerInvariant(c));

        /// <summary>Whether a word of the family may end with a character.</summary>
        public bool MayEnd(char c) => !char.IsAsciiLetterOrDigit(c) || lasts.Contains(char.ToLowerInvariant(c));
    }
}

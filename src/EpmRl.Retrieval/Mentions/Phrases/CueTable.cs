using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Mentions;

/// <summary>The phrases of a taxonomy's packs of cues by their words. Safe for concurrent callers.</summary>
internal sealed class CueTable
{
    private const int MostBetween = 2; // words in the gap of a phrase
    private const int ShortestHead = 5; // letters of a part that ends a compound
    private const int ShortestBeginning = 3;
    private const int LongestCompound = 40;

    private readonly Dictionary<string, CueKind> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Ending, int Words, CueKind Kind)>> gapped = new(StringComparer.Ordinal);
    private readonly HashSet<string> beginnings = new(StringComparer.Ordinal);
    private readonly HashSet<string> verbs = new(StringComparer.Ordinal); // single words of the kind "elsewhere", as written
    private readonly HashSet<string> partEndings = new(StringComparer.Ordinal); // heads of compounds
    private int longest;

    /// <summary>Reads the packs of cues among a taxonomy's packs.</summary>
    public CueTable(IReadOnlyList<ValuePack> packs)
    {
        var endings = new List<string>();
        var opposites = new List<(string, string)>();
        foreach (ValuePack pack in packs.Where(pack => pack.Kind == PackKind.Cues))
        {
            foreach ((string family, IReadOnlyList<string> phrases) in pack.Families)
            {
                CueKind kind = CueKinds.Of(family);
                foreach (string phrase in phrases)
                {
                    if (kind == CueKind.Lacking)
                    {
                        endings.Add(TextKey.Of(phrase));
                        continue;
                    }

                    if (kind == CueKind.Opposite && phrase.Split('/') is [var one, var other])
                    {
                        opposites.Add((PhraseWords.Key(one), PhraseWords.Key(other)));
                        continue;
                    }

                    if (phrase.Split(" * ") is [var before, var after])
                    {
                        AddGapped(before, after, kind);
                        continue;
                    }

                    IReadOnlyList<Word> words = PhraseWords.Of(phrase);
                    if (words.Count == 0)
                    {
                        continue;
                    }

                    if (kind == CueKind.Elsewhere && words.Count == 1)
                    {
                        verbs.Add(words[0].Key);
                    }

                    string key = PhraseWords.Key(words, 0, words.Count);
                    if (kind == CueKind.Part && words.Count == 1 && key.Length >= ShortestHead)
                    {
                        partEndings.Add(key);
                    }

                    kinds[key] = kinds.GetValueOrDefault(key) | kind | (kind == CueKind.PartBefore ? CueKind.Part : CueKind.None);
                    beginnings.Add(PhraseWords.Key(words[0]));
                    longest = Math.Max(longest, words.Count);
                }
            }
        }

        Endings = endings;
        Opposites = opposites;
    }

    /// <summary>True when the taxonomy has no cues.</summary>
    public bool IsEmpty => kinds.Count == 0;

    /// <summary>Keys of mutually exclusive phrases.</summary>
    public IReadOnlyList<(string One, string Other)> Opposites { get; }

    /// <summary>Word endings that mean that something is lacking.</summary>
    public IReadOnlyList<string> Endings { get; }

    /// <summary>The kinds of a phrase by its key.</summary>
    public CueKind KindsOf(string key) => kinds.GetValueOrDefault(key);

    /// <summary>The part that ends a compound (<c>Tragegriff</c>, <c>draagriem</c>); null for other words.</summary>
    public string? PartEnding(string key)
    {
        for (int start = ShortestBeginning; key.Length <= LongestCompound && start <= key.Length - ShortestHead; start++)
        {
            if (partEndings.Contains(key[start..]))
            {
                return key[start..];
            }
        }

        return null;
    }

    /// <summary>The kinds of the longest phrase that begins at a word; 0 words if there is none.</summary>
    public (CueKind Kinds, int Words) Longest(string text, IReadOnlyList<Word> words, int first)
    {
        if (!beginnings.Contains(PhraseWords.Key(words[first])))
        {
            return default;
        }

        int most = 1;
        while (most < longest && first + most < words.Count && IsJoint(text, words[first + most - 1].End, words[first + most].Start))
        {
            most++;
        }

        (CueKind Kinds, int Words) gap = LongestGapped(words, first, most);
        for (int count = most; count > 0; count--)
        {
            if (count < gap.Words)
            {
                return gap;
            }

            if (kinds.TryGetValue(PhraseWords.Key(words, first, count), out CueKind found))
            {
                // the "fit" of "slim fit"
                bool isNoun = count == 1 && found.HasFlag(CueKind.Elsewhere) && !verbs.Contains(words[first].Key);
                return isNoun ? (found & ~CueKind.Elsewhere, found == CueKind.Elsewhere ? 0 : 1) : (found, count);
            }
        }

        return default;
    }

    // "plus * que": one or two words of any kind between a beginning and a rest.
    private void AddGapped(string before, string after, CueKind kind)
    {
        (string start, string rest) = (PhraseWords.Key(before), PhraseWords.Key(after));
        if (!gapped.TryGetValue(start, out List<(string Ending, int Words, CueKind Kind)>? rests))
        {
            gapped.Add(start, rests = []);
        }

        rests.Add((rest, PhraseWords.Of(after).Count, kind));
        beginnings.Add(PhraseWords.Key(PhraseWords.Of(before)[0]));
        longest = Math.Max(longest, PhraseWords.Of(before).Count + MostBetween + PhraseWords.Of(after).Count);
    }

    private (CueKind Kinds, int Words) LongestGapped(IReadOnlyList<Word> words, int first, int most)
    {
        (CueKind Kinds, int Words) best = default;
        for (int start = 1; start < most && gapped.Count > 0; start++)
        {
            if (!gapped.TryGetValue(PhraseWords.Key(words, first, start), out List<(string Ending, int Words, CueKind Kind)>? rests))
            {
                continue;
            }

            foreach ((string rest, int count, CueKind kind) in rests)
            {
                for (int between = 1; between <= MostBetween && start + between + count <= most; between++)
                {
                    if (PhraseWords.Key(words, first + start + between, count) == rest)
                    {
                        int length = start + between + count;
                        best = length > best.Words ? (kind, length) : length == best.Words ? (best.Kinds | kind, length) : best;
                        break;
                    }
                }
            }
        }

        return best;
    }

    // "w/o", "non-", "e.g.": a phrase contains only a few marks.
    private static bool IsJoint(string text, int start, int end) =>
        end - start <= 2 && !text.AsSpan(start, end - start).ContainsAny("|;:,()");
}

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>The wordings of a taxonomy's categories and of its pack of kinds; finds the longest one that begins at a word.</summary>
/// <remarks>
/// The pack, named <see cref="PackName"/>, lists accessories, other kinds of product, and the words that introduce what a product is for or
/// comes with. A category name of the taxonomy is never another kind.
/// </remarks>
internal sealed class KindTable
{
    /// <summary>The name of the pack.</summary>
    public const string PackName = "kinds";

    private const int LeastTail = 5; // letters of a word that may end a compound: shorter ones end unrelated words too
    private const int LeastHead = 3;
    private const int LongestCompound = 60;
    private const int LongestRun = 16; // letters of a kind's name in scripts without blanks

    private readonly Dictionary<string, KindWording> wordings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KindWording>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly HashSet<string> beginnings = new(StringComparer.Ordinal);
    private int longest = 1;

    private KindTable() => lookup = wordings.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Builds the table of a taxonomy: categories that have attributes, by their names in every language.</summary>
    public static KindTable Of(ProductTaxonomy taxonomy)
    {
        var table = new KindTable();
        IReadOnlyDictionary<string, IReadOnlyList<string>> families = taxonomy.Packs.FirstOrDefault(pack => pack.Name == PackName)?.Families
            ?? new Dictionary<string, IReadOnlyList<string>>();
        HashSet<string> namedFirst = [.. families.GetValueOrDefault("named first", [])];
        // last words of category names: the mattress of "Foam mattresses" is not another kind
        var labels = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string?> parents = [.. taxonomy.Categories.Select(category => category.ParentId)];
        foreach (Category category in taxonomy.Categories.Where(category => category.Attributes.Count > 0))
        {
            // The root of a branch is a department, not a kind of product, unless it has other names.
            if (category.Names.Count == 0 && category.ParentId is null && parents.Contains(category.Id))
            {
                continue;
            }

            table.Add(category.Name, category.Id, namedFirst.Contains(taxonomy.Locale));
            if (table.KeyOf(category.Name) is { } label)
            {
                string last = label[(label.LastIndexOf(' ') + 1)..];
                labels.Add(last);
                if (Singular(last) is { } one)
                {
                    labels.Add(one);
                    table.Add(label[..^last.Length] + one, category.Id, namedFirst.Contains(taxonomy.Locale));
                }
            }

            foreach ((string language, IReadOnlyList<string> names) in category.Names)
            {
                foreach (string name in names)
                {
                    table.Add(name, category.Id, namedFirst.Contains(language.Split('-')[0]));
                }
            }
        }

        foreach ((string family, KindSort sort, bool first) in new[]
        {
            ("accessories", KindSort.Accessory, false), ("accessories named first", KindSort.Accessory, true),
            ("other kinds", KindSort.Other, false), ("other kinds named first", KindSort.Other, true),
            ("for", KindSort.For, false), ("with", KindSort.With, false),
        })
        {
            foreach (string word in families.TryGetValue(family, out IReadOnlyList<string>? words) ? words.Prepend(family) : [])
            {
                if (table.KeyOf(word) is { } key && !(sort is KindSort.Accessory or KindSort.Other && labels.Contains(key)))
                {
                    table.wordings.TryAdd(key, new KindWording(sort, [], first));
                }
            }
        }

        return table;
    }

    /// <summary>The longest wording that begins at a token.</summary>
    /// <returns>The wording and how many tokens it has; 0 when there is none.</returns>
    public (KindWording? Wording, int Tokens) Longest(IReadOnlyList<KindToken> tokens, int first)
    {
        if (!beginnings.Contains(tokens[first].Key))
        {
            return (null, 0);
        }

        int most = 1;
        while (most < longest && first + most < tokens.Count && tokens[first + most].Break == KindBreak.None)
        {
            most++;
        }

        for (int count = most; count > 0; count--)
        {
            string key = count == 1 ? tokens[first].Key : string.Join(' ', Enumerable.Range(first, count).Select(i => tokens[i].Key));
            if (wordings.TryGetValue(key, out KindWording? found))
            {
                return (found, count);
            }
        }

        return (null, 0);
    }

    /// <summary>
    /// The longest single-word wording that a compound ends with: its head in languages that write compounds as one word.
    /// </summary>
    public KindWording? TailOf(string key)
    {
        if (key.Length is < LeastTail + LeastHead or > LongestCompound)
        {
            return null;
        }

        for (int start = LeastHead; start <= key.Length - LeastTail; start++)
        {
            if (lookup.TryGetValue(key.AsSpan(start), out KindWording? found)
                && found.Sort is KindSort.Category or KindSort.Accessory or KindSort.Other)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The wordings in a run of letters of a script without blanks, the longest first at each position.</summary>
    public IEnumerable<(KindWording Wording, int Start, int Length)> In(string run)
    {
        for (int start = 0; start < run.Length;)
        {
            int length = Math.Min(LongestRun, run.Length - start);
            KindWording? found = null;
            while (length > 0 && !lookup.TryGetValue(run.AsSpan(start, length), out found))
            {
                length--;
            }

            if (found is not null)
            {
                yield return (found, start, length);
            }

            start += Math.Max(1, length);
        }
    }

    // "Watches", whose s is already removed from the key.
    private static string? Singular(string key) =>
        key.EndsWith("sse", StringComparison.Ordinal) || key.EndsWith("che", StringComparison.Ordinal)
            || key.EndsWith("she", StringComparison.Ordinal)
            || key.EndsWith("xe", StringComparison.Ordinal) ? key[..^1] : null;

    private void Add(string name, string category, bool namedFirst)
    {
        if (KeyOf(name) is not { } key)
        {
            return;
        }

        KindWording known = wordings.GetValueOrDefault(key) ?? new KindWording(KindSort.Category, [], namedFirst);
        wordings[key] = known.Categories.Contains(category) && known.NamedFirst == namedFirst ? known : known with
        {
            Categories = known.Categories.Contains(category) ? known.Categories : [.. known.Categories, category],
            NamedFirst = known.NamedFirst && namedFirst,
        };
    }

    private string? KeyOf(string name)
    {
        List<KindToken> tokens = KindToken.Of(FieldText.OfTitle(name));
        if (tokens.Count == 0)
        {
            return null;
        }

        longest = Math.Max(longest, tokens.Count);
        beginnings.Add(tokens[0].Key);
        return string.Join(' ', tokens.Select(token => token.Key));
    }
}

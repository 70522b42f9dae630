using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>Every spelling of every value, the words of value packs included, in the order of their keys; and the words in them.</summary>
internal sealed class SpellingIndex
{
    private const int LongestJoined = 32;
    private const int ShortestCorrected = 5;

    private readonly ProductTaxonomy taxonomy;
    private readonly string[] keys;
    private readonly Spelling[] spellings; // spellings[i] has keys[i]
    private readonly WordIndex words;

    public SpellingIndex(ProductTaxonomy taxonomy)
    {
        this.taxonomy = taxonomy;
        var all = new List<(string Key, Spelling Spelling)>();
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            foreach (TaxonomyValue value in attribute.Values)
            {
                Add(new Spelling(attribute, value, value.Label, SpellingKind.Label));
                foreach (string alias in value.Aliases)
                {
                    Add(new Spelling(attribute, value, alias, SpellingKind.Alias));
                }

                foreach ((string locale, string label) in value.LocaleLabels)
                {
                    Add(new Spelling(attribute, value, label, SpellingKind.Alias, locale));
                }

                // An id that is a number alone would answer to every query for that number.
                if (!value.Id.All(char.IsAsciiDigit) && TextKey.Of(value.Id) is string id && id != TextKey.Of(value.Label))
                {
                    all.Add((id, new Spelling(attribute, value, value.Id, SpellingKind.Id)));
                }
            }

            foreach ((string word, TaxonomyValue value) in PackSynonyms.Of(attribute, taxonomy.Packs))
            {
                Add(new Spelling(attribute, value, word, SpellingKind.Alias));
            }
        }

        keys = [.. all.Select(entry => entry.Key)];
        spellings = [.. all.Select(entry => entry.Spelling)];
        Array.Sort(keys, spellings, StringComparer.Ordinal);
        words = new WordIndex(WordsOfSpellings(), taxonomy.Categories.Select(category => category.Name)
            .Concat(taxonomy.Attributes.Select(attribute => attribute.Name))
            .Concat(taxonomy.Attributes.SelectMany(attribute => attribute.Values).Select(value => value.Description ?? ""))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(text => QueryWords.Of(TextKey.Of(text))));

        void Add(Spelling spelling)
        {
            string key = TextKey.Of(spelling.Text);
            all.Add((key, spelling));
            List<string> parts = QueryWords.Of(key);
            if (parts.Count > 1 && key.Length <= LongestJoined)
            {
                all.Add((string.Concat(parts), spelling with { Kind = SpellingKind.Joined }));
            }
        }
    }

    /// <summary>Number of spellings, written-together ones included.</summary>
    public int Count => keys.Length;

    /// <summary>Number of different words in them.</summary>
    public int Words => words.Count;

    /// <summary>The values one of whose spellings agrees with a text; each once with its best match.</summary>
    /// <param name="query">The text.</param>
    /// <param name="admits">Which spellings take part.</param>
    public Dictionary<(AttributeDefinition Attribute, TaxonomyValue Value), SpellingMatch> Find(string query, Func<Spelling, bool> admits)
    {
        var found = new Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch>(ByReference.Instance);
        string key = TextKey.Of(query);
        if (key.Length == 0)
        {
            return found;
        }

        FindId(query.Trim(), admits, found);
        FindBeginnings(key, admits, found);
        List<string> parts = QueryWords.Of(key);
        FindWords(parts, admits, found);
        if (parts.Count > 1 && key.Length <= LongestJoined)
        {
            FindWords([string.Concat(parts)], admits, found);
        }

        return found;
    }

    /// <summary>A query with the words that nothing in the taxonomy has replaced by the likest that something has.</summary>
    /// <returns>Null where every word is known, or none that is not is like a known one.</returns>
    public string? Correct(string query)
    {
        List<string> parts = QueryWords.Of(TextKey.Of(query));
        bool changed = false;
        for (int p = 0; p < parts.Count; p++)
        {
            List<(int Word, WordMatch Match)> meant = words.Find(parts[p]);
            if (meant.Exists(other => other.Match is { Errors: 0, IsBeginning: false }))
            {
                continue;
            }

            (int Word, WordMatch Match)[] likely = [.. meant.Where(other => IsLikely(other.Match))];
            if (likely.Length > 0)
            {
                parts[p] = words[likely
                    .OrderByDescending(other => other.Match.Likeness)
                    .ThenByDescending(other => words.PlacesOf(other.Word).Length)
                    .ThenBy(other => other.Word)
                    .First().Word];
                changed = true;
            }
        }

        return changed ? string.Join(' ', parts) : null;
    }

    // Short words are like too many others, and first letters are seldom wrong: "biking" is not "hiking".
    private static bool IsLikely(in WordMatch match) =>
        !match.IsBeginning && match.Query.Length >= ShortestCorrected && match.Query[0] == match.Found[0];

    // attribute/value, as ids
    private void FindId(string query, Func<Spelling, bool> admits, Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found)
    {
        if (query.IndexOf('/', StringComparison.Ordinal) is > 0 and int slash
            && taxonomy.TryFindAttribute(query[..slash], out AttributeDefinition? attribute)
            && attribute.Values.FirstOrDefault(value => value.Id == query[(slash + 1)..]) is { } value
            && admits(new Spelling(attribute, value, query, SpellingKind.Id)))
        {
            found[(attribute, value)] = new SpellingMatch(ValueMatch.Id, query, 0.995, []);
        }
    }

    private void FindBeginnings(
        string key, Func<Spelling, bool> admits, Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found)
    {
        int first = Array.BinarySearch(keys, key, StringComparer.Ordinal);
        for (first = first < 0 ? ~first : first; first > 0 && keys[first - 1] == key; first--)
        {
        }

        for (int i = first; i < keys.Length && keys[i].StartsWith(key, StringComparison.Ordinal); i++)
        {
            if (spellings[i].Kind == SpellingKind.Joined || !admits(spellings[i]))
            {
                continue;
            }

            bool isWhole = keys[i].Length == key.Length;
            if (spellings[i].Kind == SpellingKind.Id && !isWhole)
            {
                continue;
            }

            (ValueMatch match, double score) = (isWhole, spellings[i].Kind) switch
            {
                (false, _) => (ValueMatch.Prefix, 0.9 + (0.08 * key.Length / keys[i].Length)),
                (_, SpellingKind.Label) => (ValueMatch.Exact, 1),
                (_, SpellingKind.Id) => (ValueMatch.Id, 0.995),
                _ => (ValueMatch.Alias, 0.99),
            };
            Take(found, i, new SpellingMatch(match, spellings[i].Text, score, []));
        }
    }

    private void FindWords(
        List<string> parts, Func<Spelling, bool> admits, Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found)
    {
        var agreements = new Dictionary<int, WordAgreement>();
        double total = 0;
        for (int p = 0; p < parts.Count; p++)
        {
            List<(int Word, WordMatch Match)> meant = words.Find(parts[p]);
            double weight = Weight(meant);
            total += weight;
            foreach ((int word, WordMatch match) in meant)
            {
                foreach (int place in words.PlacesOf(word))
                {
                    agreements.TryGetValue(place, out WordAgreement agreement);
                    agreements[place] = agreement.With(p, match, weight);
                }
            }
        }

        foreach ((int place, WordAgreement agreement) in agreements)
        {
            double score = agreement.Score(total, keys[place]);
            if (score > 0 && admits(spellings[place]))
            {
                Take(found, place, score, parts);
            }
        }
    }

    // Rare words say more. A word that means nothing here weighs as much as the rarest.
    private double Weight(List<(int Word, WordMatch Match)> meant)
    {
        int most = 1;
        foreach ((int word, WordMatch match) in meant)
        {
            most = match is { Errors: 0, IsBeginning: false } ? words.PlacesOf(word).Length : most;
        }

        return Math.Log(1 + ((double)keys.Length / most));
    }

    private void Take(Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found, int place, double score, List<string> parts)
    {
        Spelling spelling = spellings[place];
        if (!found.TryGetValue((spelling.Attribute, spelling.Value), out SpellingMatch? other) || score > other.Score)
        {
            found[(spelling.Attribute, spelling.Value)] =
                new SpellingMatch(ValueMatch.Words, spelling.Text, score, WordAgreement.Explain(parts, QueryWords.Of(keys[place])));
        }
    }

    private void Take(Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found, int place, SpellingMatch match)
    {
        Spelling spelling = spellings[place];
        if (!found.TryGetValue((spelling.Attribute, spelling.Value), out SpellingMatch? other) || match.Score > other.Score)
        {
            found[(spelling.Attribute, spelling.Value)] = match;
        }
    }

    private IEnumerable<(string Word, int Place)> WordsOfSpellings()
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (spellings[i].Kind != SpellingKind.Id)
            {
                foreach (string word in QueryWords.Of(keys[i]))
                {
                    yield return (word, i);
                }
            }
        }
    }

    // Values are told apart by their ids within the attribute; as objects that is quicker, and the taxonomy never changes.
    private sealed class ByReference : IEqualityComparer<(AttributeDefinition Attribute, TaxonomyValue Value)>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals((AttributeDefinition Attribute, TaxonomyValue Value) x, (AttributeDefinition Attribute, TaxonomyValue Value) y) =>
            ReferenceEquals(x.Attribute, y.Attribute) && ReferenceEquals(x.Value, y.Value);

        public int GetHashCode((AttributeDefinition Attribute, TaxonomyValue Value) pair) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Attribute),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Value));
    }
}

using System.Runtime.InteropServices;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>
/// Every spelling of every value, the words of value packs included, in key order; and their words and amounts. A key shared by many
/// values, such as a color in sixty attributes, is indexed and compared once.
/// </summary>
internal sealed class SpellingIndex
{
    private const int LongestJoined = 32;
    private const int ShortestCorrected = 5;
    private const double Unknown = 0.5; // weight of an unknown word, as a share of the rarest word's
    private const double Amount = 2; // times the weight of an equally rare word: an amount is seldom incidental
    private const double Broader = 0.95; // weight of a value broader than the query
    private const int MostContext = 64; // words of a query searched in names of attributes and categories

    private readonly ProductTaxonomy taxonomy;
    private readonly string[] keys; // different ones, in order
    private readonly Spelling[][] spellings; // spellings[i] have keys[i]
    private readonly WordIndex words;
    private readonly AmountReader reader;
    private readonly AmountIndex amounts;
    private readonly ContextWords context;

    public SpellingIndex(ProductTaxonomy taxonomy)
    {
        this.taxonomy = taxonomy;
        reader = new AmountReader(taxonomy);
        context = new ContextWords(taxonomy);
        var all = new SortedDictionary<string, List<Spelling>>(StringComparer.Ordinal);
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            foreach (TaxonomyValue value in attribute.Values)
            {
                Add(new Spelling(attribute, value, value.Label, SpellingKind.Label));
                foreach (string alias in value.Aliases.Concat(LabelForms.Of(value.Label)))
                {
                    Add(new Spelling(attribute, value, alias, SpellingKind.Alias));
                }

                foreach ((string locale, string label) in value.LocaleLabels)
                {
                    Add(new Spelling(attribute, value, label, SpellingKind.Alias, locale));
                }

                // An id that is only a number would match every query for that number.
                if (!value.Id.All(char.IsAsciiDigit) && TextKey.Of(value.Id) is string id && id != TextKey.Of(value.Label))
                {
                    File(id, new Spelling(attribute, value, value.Id, SpellingKind.Id));
                }
            }

            foreach ((string word, TaxonomyValue value, bool isBroader) in PackSynonyms.WithBroader(attribute, taxonomy.Packs))
            {
                Add(new Spelling(attribute, value, word, isBroader ? SpellingKind.Narrower : SpellingKind.Alias));
            }
        }

        keys = [.. all.Keys];
        spellings = [.. all.Values.Select(same => same.ToArray())];
        Count = spellings.Sum(same => same.Length);
        words = new WordIndex(WordsOfSpellings(), taxonomy.Categories.Select(category => category.Name)
            .Concat(taxonomy.Attributes.Select(attribute => attribute.Name))
            .Concat(taxonomy.Attributes.SelectMany(attribute => attribute.Values).Select(value => value.Description ?? ""))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(text => QueryWords.Of(TextKey.Of(text))));
        amounts = new AmountIndex(AmountsOfSpellings());

        void Add(Spelling spelling)
        {
            string key = TextKey.Of(spelling.Text);
            File(key, spelling);
            List<string> parts = QueryWords.Of(key);
            if (parts.Count > 1 && key.Length <= LongestJoined)
            {
                File(string.Concat(parts), spelling with { Kind = SpellingKind.Joined });
            }
        }

        void File(string key, Spelling spelling)
        {
            if (!all.TryGetValue(key, out List<Spelling>? same))
            {
                all.Add(key, same = []);
            }

            same.Add(spelling);
        }
    }

    /// <summary>Number of spellings, those without blanks included.</summary>
    public int Count { get; }

    /// <summary>Number of different words in them.</summary>
    public int Words => words.Count;

    /// <summary>The values with a spelling that matches a text; each once with its best match.</summary>
    /// <param name="query">The text.</param>
    /// <param name="admits">Which spellings are searched.</param>
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
        FindWords([.. parts.Select(word => new Part(word, null))], admits, found);
        if (parts.Count > 1 && key.Length <= LongestJoined)
        {
            FindWords([new Part(string.Concat(parts), null)], admits, found);
        }

        List<StatedAmount> stated = reader.Read(query);
        if (stated.Count > 0)
        {
            FindWords(PartsOf(query, stated), admits, found);
        }

        return found;
    }

    // An amount is one word of the query, whatever its unit: "16 gigabytes", "1024 GB".
    private static List<Part> PartsOf(string query, List<StatedAmount> stated)
    {
        var parts = new List<Part>();
        int start = 0;
        foreach (StatedAmount amount in stated.Where(amount => amount.Start >= 0))
        {
            if (amount.Start >= start)
            {
                parts.AddRange(QueryWords.Of(TextKey.Of(query[start..amount.Start])).Select(word => new Part(word, null)));
                parts.Add(new Part(query[amount.Start..amount.End], amount));
                start = amount.End;
            }
        }

        parts.AddRange(QueryWords.Of(TextKey.Of(query[start..])).Select(word => new Part(word, null)));
        return parts;
    }

    /// <summary>The query with each unknown word replaced by the closest known word.</summary>
    /// <returns>Null where every word is known, or no unknown one is close to a known word.</returns>
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

    // Short words resemble too many others, and first letters are seldom wrong: "biking" is not "hiking".
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
        for (int i = first < 0 ? ~first : first; i < keys.Length && keys[i].StartsWith(key, StringComparison.Ordinal); i++)
        {
            bool isWhole = keys[i].Length == key.Length;
            double beginning = 0.9 + (0.08 * key.Length / keys[i].Length);
            foreach (Spelling spelling in spellings[i])
            {
                if (spelling.Kind == SpellingKind.Joined || (spelling.Kind == SpellingKind.Id && !isWhole) || !admits(spelling))
                {
                    continue;
                }

                (ValueMatch match, double score) = (isWhole, spelling.Kind) switch
                {
                    (false, _) => (ValueMatch.Prefix, beginning),
                    (_, SpellingKind.Label) => (ValueMatch.Exact, 1),
                    (_, SpellingKind.Id) => (ValueMatch.Id, 0.995),
                    (_, SpellingKind.Narrower) => (ValueMatch.Alias, Broader),
                    _ => (ValueMatch.Alias, 0.99),
                };
                if (IsBest(found, spelling, match, score))
                {
                    found[(spelling.Attribute, spelling.Value)] = new SpellingMatch(match, spelling.Text, score, []);
                }
            }
        }
    }

    private void FindWords(
        List<Part> parts, Func<Spelling, bool> admits, Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found)
    {
        var agreements = new Dictionary<int, WordAgreement>();
        var others = new List<(int Part, double Weight, ContextWords.Context Context)>(); // words that may occur in names of attributes
        double total = 0;
        for (int p = 0; p < parts.Count; p++)
        {
            double weight;
            if (parts[p].Amount is { } amount)
            {
                List<(int Place, string Text)> stating = amounts.Find(amount);
                weight = Amount * Weight(stating.Count);
                foreach ((int place, string text) in stating)
                {
                    Add(place, p, new WordMatch(parts[p].Text, text, 0, IsBeginning: false), weight);
                }
            }
            else
            {
                List<(int Word, WordMatch Match)> meant = words.Find(parts[p].Text);
                ContextWords.Context said = p < MostContext ? context.Of(parts[p].Text) : default;
                weight = Weight(meant) * (meant.Count == 0 && said.IsEmpty ? Unknown : 1);
                foreach ((int word, WordMatch match) in meant)
                {
                    foreach (int place in words.PlacesOf(word))
                    {
                        Add(place, p, match, weight);
                    }
                }

                if (!said.IsEmpty)
                {
                    others.Add((p, weight, said));
                }
            }

            total += weight;
        }

        foreach ((int place, WordAgreement agreement) in agreements)
        {
            IReadOnlyList<WordMatch>? matches = null;
            double alone = agreement.Score(total, keys[place], context: 0);
            foreach (Spelling spelling in spellings[place])
            {
                double score = spelling.Kind == SpellingKind.Id ? 0

                    : others.Count > 0 && ContextOf(spelling.Attribute, agreement, others) is > 0 and double said
                    ? agreement.Score(total, keys[place], said)
                    : alone;
                score *= spelling.Kind == SpellingKind.Narrower ? Broader : 1;
                if (score > 0 && IsBest(found, spelling, ValueMatch.Words, score) && admits(spelling))
                {
                    matches ??= Explain(parts, place);
                    found[(spelling.Attribute, spelling.Value)] = new SpellingMatch(ValueMatch.Words, spelling.Text, score, matches);
                }
            }
        }

        void Add(int place, int part, in WordMatch match, double weight)
        {
            ref WordAgreement agreement = ref CollectionsMarshal.GetValueRefOrAddDefault(agreements, place, out _);
            agreement = agreement.With(part, match, weight);
        }
    }

    private static double ContextOf(
        AttributeDefinition attribute, in WordAgreement agreement, List<(int Part, double Weight, ContextWords.Context Context)> others)
    {
        double sum = 0;
        foreach ((int part, double weight, ContextWords.Context said) in others)
        {
            sum += (agreement.Found & (1UL << part)) != 0 ? 0 : weight * said.ShareFor(attribute.Id);
        }

        return sum;
    }

    private IReadOnlyList<WordMatch> Explain(List<Part> parts, int place) =>
    [
        .. parts.Where(part => part.Amount is not null)
            .SelectMany(part => amounts.Find(part.Amount!.Value).Where(one => one.Place == place).Take(1)
                .Select(one => new WordMatch(part.Text, one.Text, 0, IsBeginning: false))),
        .. WordAgreement.Explain([.. parts.Where(part => part.Amount is null).Select(part => part.Text)], QueryWords.Of(keys[place])),
    ];

    // Rarer words count more. An unknown word weighs as much as the rarest.
    private double Weight(List<(int Word, WordMatch Match)> meant)
    {
        int most = 1;
        foreach ((int word, WordMatch match) in meant)
        {
            most = match is { Errors: 0, IsBeginning: false } ? Math.Max(most, words.PlacesOf(word).Length) : most;
        }

        return Weight(most);
    }

    private double Weight(int places) => Math.Log(1 + ((double)keys.Length / Math.Max(1, places)));

    private static bool IsBest(
        Dictionary<(AttributeDefinition, TaxonomyValue), SpellingMatch> found, in Spelling spelling, ValueMatch match, double score) =>
        !found.TryGetValue((spelling.Attribute, spelling.Value), out SpellingMatch? other) || match < other.Match
            || (match == other.Match && score > other.Score);

    private IEnumerable<(string Word, int Place)> WordsOfSpellings()
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (Array.Exists(spellings[i], spelling => spelling.Kind != SpellingKind.Id))
            {
                foreach (string word in QueryWords.Of(keys[i]))
                {
                    yield return (word, i);
                }
            }
        }
    }

    private List<(StatedAmount Amount, int Place, string Text)> AmountsOfSpellings()
    {
        var all = new List<(StatedAmount, int, string)>();
        for (int i = 0; i < keys.Length; i++)
        {
            // The unit of a bare number depends on the attribute.
            foreach (Spelling spelling in spellings[i]
                .Where(spelling => spelling.Kind is SpellingKind.Label or SpellingKind.Alias
                    && spelling.Text.AsSpan().ContainsAnyInRange('0', '9'))
                .DistinctBy(spelling => (spelling.Text, spelling.Attribute.Quantity?.Unit, spelling.Attribute.Quantity?.AssumedUnit)))
            {
                all.AddRange(reader.Read(spelling.Text, spelling.Attribute)
                    .Select(amount => (amount, i, spelling.Text[amount.Start..amount.End])));
            }
        }

        return all;
    }

    /// <summary>A word or an amount of a query.</summary>
    private readonly record struct Part(string Text, StatedAmount? Amount);

    // Values are identified by their ids within the attribute; comparing objects is faster, and the taxonomy never changes.
    private sealed class ByReference : IEqualityComparer<(AttributeDefinition Attribute, TaxonomyValue Value)>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(
            (AttributeDefinition Attribute, TaxonomyValue Value) x, (AttributeDefinition Attribute, TaxonomyValue Value) y) =>
            ReferenceEquals(x.Attribute, y.Attribute) && ReferenceEquals(x.Value, y.Value);

        public int GetHashCode((AttributeDefinition Attribute, TaxonomyValue Value) pair) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Attribute),
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(pair.Value));
    }
}

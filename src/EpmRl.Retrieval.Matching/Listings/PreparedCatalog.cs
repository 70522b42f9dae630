using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>Listings prepared together, so that words are weighed by how rare they are among them.</summary>
internal sealed class PreparedCatalog
{
    private const int LongestText = 4_000; // characters of a field that are compared; identification reads all of them

    private PreparedCatalog(PreparedListing[] listings) => Listings = listings;

    /// <summary>The prepared listings, in the order given.</summary>
    public IReadOnlyList<PreparedListing> Listings { get; }

    /// <summary>Prepares listings, on all cores.</summary>
    /// <param name="profiles">The listings.</param>
    /// <param name="rules">The aspects.</param>
    /// <param name="tokens">A new table of words.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static PreparedCatalog Of(
        IReadOnlyList<ProductProfile> profiles, AspectRules rules, TokenTable tokens, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        var reader = new AspectReader(rules);
        var prepared = new PreparedListing[profiles.Count];
        var words = new (int[] Title, int[] All)[profiles.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, profiles.Count, parallel, i =>
        {
            ProductProfile profile = Shortened(profiles[i]);
            var facts = ListingFacts.Of(profile);
            IReadOnlyList<FieldText> fields = FieldText.Of(profile);
            words[i] = WordsOf(fields, facts, tokens);
            prepared[i] = new PreparedListing
            {
                Profile = profiles[i],
                Facts = facts,
                Fields = fields,
                Aspects = reader.Read(fields, facts, cancellationToken),
                Squashed = CodeKey.Of(TitleOf(fields)),
                SquashedAll = CodeKey.Of(string.Join(' ', fields.Select(field => field.Text)) + " " + facts.ModelNumber),
            };
        });
        foreach ((_, int[] all) in words)
        {
            tokens.Add(all);
        }

        tokens.Close();
        var grams = new GramWeights(prepared.Select(listing => listing.Squashed));
        Parallel.For(0, prepared.Length, parallel, i => Weigh(prepared[i], words[i], tokens, grams));
        return new PreparedCatalog(prepared);
    }

    private static ProductProfile Shortened(ProductProfile profile) =>
        profile.Title.Length <= LongestText && profile.Description.Length <= LongestText
            ? profile
            : profile with { Title = Cut(profile.Title), Description = Cut(profile.Description) };

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static string TitleOf(IReadOnlyList<FieldText> fields) =>
        fields.FirstOrDefault(field => field.Field == ProfileField.Title)?.Text ?? "";

    private static (int[] Title, int[] All) WordsOf(IReadOnlyList<FieldText> fields, ListingFacts facts, TokenTable tokens)
    {
        var seen = new HashSet<int>();
        var all = new List<int>();
        int[] title = [];
        foreach (FieldText field in fields)
        {
            Add(field.Words);
            if (field.Field == ProfileField.Title)
            {
                title = [.. all];
            }
        }

        Add(Word.Split(facts.Brand));
        Add(Word.Split(facts.ModelNumber));
        return (title, [.. all]);

        void Add(IEnumerable<Word> words)
        {
            foreach (Word word in words)
            {
                int id = tokens.IdOf(word.Key);
                if (seen.Add(id))
                {
                    all.Add(id);
                }
            }
        }
    }

    private static void Weigh(PreparedListing listing, (int[] Title, int[] All) words, TokenTable tokens, GramWeights grams)
    {
        listing.Title = [.. words.Title.Select(tokens.TokenOf)];
        listing.All = [.. words.All.Select(tokens.TokenOf)];
        listing.TitleIds = [.. words.Title];
        listing.AllIds = [.. words.All];
        listing.TitleWeights = WeightedSet.Of(
            [.. listing.Title.Select(token => token.Key)], [.. listing.Title.Select(token => token.Weight)]);
        listing.AllWeights = WeightedSet.Of(
            [.. listing.All.Select(token => token.Key)], [.. listing.All.Select(token => token.Weight)]);
        listing.Grams = grams.Of(listing.Squashed);
        if (listing.Fields.FirstOrDefault(field => field.Field == ProfileField.Title) is { } title)
        {
            for (int i = 0; i + 1 < title.Words.Count; i++)
            {
                listing.Joined.Add(title.Words[i].Key + title.Words[i + 1].Key);
            }
        }
    }
}

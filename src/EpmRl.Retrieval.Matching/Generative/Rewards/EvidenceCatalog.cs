using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Listings that the attribute engine has read once, whose pairs then cost microseconds. Values that the prompt does not show are left out:
/// no judge may ask for what a model cannot see. Safe for concurrent callers.
/// </summary>
internal sealed class EvidenceCatalog
{
    // How often a relation is right, rounded: what both state in titles or columns, what a description states, what one side states.
    private const double Plain = 0.95, Described = 0.6, OneSided = 0.3;
    private const double Implied = 0.7; // one side states other than the default: refurbished, a pack of six
    private const double CodesApart = 0.7; // of two codes that differ in more than a character, one may be a shop's own
    private const double Technical = 0.6; // factor of aspects that sellers measure differently: dimensions, power

    private readonly AspectRules rules;
    private readonly IReadOnlyList<PreparedListing> listings;
    private readonly ShownListing[] shown;
    private readonly (int Place, string Name, AspectRole Role)[] known;

    private EvidenceCatalog(MatchPrompt prompt, AspectRules rules, IReadOnlyList<PreparedListing> listings, ShownListing[] shown)
    {
        (Prompt, this.rules, this.listings, this.shown) = (prompt, rules, listings, shown);
        Dictionary<string, int> places = rules.Aspects.Select((aspect, place) => (aspect.Name, place))
            .ToDictionary(pair => pair.Name, pair => pair.place, StringComparer.Ordinal);
        known =
        [
            .. prompt.Aspects.Where(places.ContainsKey).Select(name => (places[name], name, prompt.Roles[name])),
        ];
    }

    /// <summary>How listings are shown, and the aspects of answers.</summary>
    public MatchPrompt Prompt { get; }

    /// <summary>Number of listings.</summary>
    public int Count => shown.Length;

    /// <summary>Reads listings, on all cores.</summary>
    /// <param name="profiles">The listings.</param>
    /// <param name="rules">How aspects are read.</param>
    /// <param name="prompt">How listings are shown, and the aspects of answers.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static EvidenceCatalog Of(
        IReadOnlyList<ProductProfile> profiles, AspectRules rules, MatchPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(prompt);
        var catalog = PreparedCatalog.Of(profiles, rules, new TokenTable(new Dictionary<string, int>(), 0), cancellationToken);
        var shown = new ShownListing[profiles.Count];
        Parallel.For(0, shown.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            shown[i] = ShownListing.Of(profiles[i], prompt.Limits);
            PreparedListing listing = catalog.Listings[i];
            listing.Aspects = new ListingAspects(
            [
                .. listing.Aspects.Values.Select(values => values.Where(value => QuoteOf(listing, value, shown[i]) is not null).ToList()),
            ]);
        });
        return new EvidenceCatalog(prompt, rules, catalog.Listings, shown);
    }

    /// <summary>A listing.</summary>
    public ProductProfile Profile(int listing) => listings[listing].Profile;

    /// <summary>A listing as the prompt shows it.</summary>
    public ShownListing Shown(int listing) => shown[listing];

    /// <summary>What a listing alone states, in the order of the prompt's aspects.</summary>
    public IReadOnlyList<(string Aspect, string Quote)> Stated(int listing)
    {
        var stated = new List<(string, string)>();
        foreach ((int place, string name, _) in known)
        {
            if (listings[listing].Aspects.Values[place] is [var value, ..])
            {
                stated.Add((name, QuoteOf(listings[listing], value, shown[listing])!));
            }
        }

        return stated;
    }

    /// <summary>The evidence of a pair, in the order of the prompt.</summary>
    /// <param name="left">Position of one listing.</param>
    /// <param name="right">Position of the other.</param>
    /// <param name="isSame">The label; null without one.</param>
    public PairEvidence Pair(int left, int right, bool? isSame = null)
    {
        bool swapped = ShownListing.AreSwapped(shown[left], shown[right]);
        (int a, int b) = swapped ? (right, left) : (left, right);
        var aligned = new AlignedAspect[rules.Aspects.Count];
        AspectAlignment.Align(listings[a], listings[b], rules, aligned);
        var aspects = new List<AspectEvidence>(known.Length);
        foreach ((int place, string name, AspectRole role) in known)
        {
            if (Evidence(aligned[place], rules.Aspects[place], name, role, a, b) is { } evidence)
            {
                aspects.Add(evidence);
            }
        }

        var pair = new PairEvidence
        {
            Prompt = Prompt,
            A = shown[a],
            B = shown[b],
            IsSwapped = swapped,
            Aspects = aspects,
            Titles = TitleContrast.Of(listings[a], listings[b], shown[a], shown[b], rules.Roles),
        };
        return isSame is { } same ? pair.With(same ? MatchVerdict.Same : pair.ClassOfOther()) : pair;
    }

    private AspectEvidence? Evidence(AlignedAspect aligned, Aspect aspect, string name, AspectRole role, int a, int b)
    {
        string? quoteA = aligned.A is { } one ? QuoteOf(listings[a], one, shown[a]) : null;
        string? quoteB = aligned.B is { } other ? QuoteOf(listings[b], other, shown[b]) : null;
        if (quoteA is null && quoteB is null)
        {
            return null;
        }

        bool isMutual = quoteA is not null && quoteB is not null;
        AspectRelation relation = isMutual ? aligned.Relation : AspectRelation.OneSided;
        int place = rules.PlaceOf(aspect.Id);
        return new AspectEvidence(
            name, role, relation, ConfidenceOf(aligned, aspect, isMutual), quoteA, quoteB,
            With(listings[a].Aspects.Values[place], aligned.A), With(listings[b].Aspects.Values[place], aligned.B));
    }

    // A value that was looked for in the other listing's texts is not among those that were read.
    private static IReadOnlyList<AspectValue> With(IReadOnlyList<AspectValue> values, AspectValue? compared) =>
        compared is null || values.Contains(compared) ? values : [compared, .. values];

    private static double ConfidenceOf(AlignedAspect aligned, Aspect aspect, bool isMutual)
    {
        double confidence = !isMutual ? (aligned is { Relation: AspectRelation.Conflict, IsPlain: true } ? Implied : OneSided)
            : !aligned.IsPlain ? Described
            : aligned.Relation == AspectRelation.Conflict && aspect.IsNearHard && !AspectAlignment.AreNear(aligned.A!, aligned.B!)
                ? CodesApart
            : Plain;
        return aspect.Differs == Difference.Evidence && aspect.Id != "gtin" ? confidence * Technical : confidence;
    }

    // The words of the listing that state a value, where they are shown; else its label, where that is.
    private static string? QuoteOf(PreparedListing listing, AspectValue value, ShownListing shown)
    {
        string? source = value.Span.Field switch
        {
            ProfileField.Title => listing.Profile.Title,
            ProfileField.Options => listing.Profile.OptionText,
            ProfileField.Description => listing.Profile.Description,
            _ => null,
        };
        string? stated = source is not null && value.Span.End <= source.Length
            ? QuoteRules.Quotable(CleanText.Of(source[value.Span.Start..value.Span.End]).Text, shown)
            : null;
        return stated ?? QuoteRules.Quotable(CleanText.Of(value.Label).Text, shown);
    }
}

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Describes two listings by numbers that a trained matcher weighs: overlap of words by their rarity, codes, numbers, aligned aspects,
/// price, lengths. Every number is the same for both orders of the listings. Safe for concurrent callers.
/// </summary>
internal sealed class PairFeatures
{
    private const float Missing = -1;

    private static readonly string[] Texts =
    [
        "title.covered.min", "title.covered.max", "title.in-all.min", "title.in-all.max", "title.jaccard", "title.cosine", "all.cosine",
        "title.grams", "title.equal", "title.first", "title.last", "title.open.min", "title.open.max", "title.open.sum", "title.rarest.min",
        "title.rarest.max", "title.rarest-in-all.min", "title.rarest-in-all.max", "title.words.min", "title.words.ratio",
        "title.near.min", "title.near.max", "all.words.min", "all.words.ratio",
    ];

    private static readonly string[] Codes =
    [
        "codes.shared", "codes.shared.weight", "codes.shared.length", "codes.open.min", "codes.open.max", "codes.near", "codes.prefix",
        "codes.open-in-all.min", "codes.open-in-all.max", "numbers.shared", "numbers.open.min", "numbers.open.max", "numbers.jaccard",
        "letters.open.min", "letters.open.max",
    ];

    private static readonly string[] Others =
    [
        "aspects.same", "aspects.conflict", "aspects.conflict.plain", "aspects.hard", "aspects.variant", "aspects.product", "price.ratio",
        "price.stated", "description.stated", "words.weight",
    ];

    private readonly AspectRules rules;
    private readonly DifferenceWeights words;

    /// <summary>Prepares the features.</summary>
    /// <param name="rules">The aspects.</param>
    /// <param name="words">What a word that one title lacks says, learned.</param>
    public PairFeatures(AspectRules rules, DifferenceWeights words)
    {
        this.rules = rules;
        this.words = words;
        Names = [.. Texts, .. Codes, .. TitleRoles.Names, .. rules.Aspects.Select(aspect => "aspect." + aspect.Id), .. Others];
    }

    /// <summary>The names of the features, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Describes a pair.</summary>
    /// <param name="a">The first listing.</param>
    /// <param name="b">The second listing.</param>
    /// <param name="aligned">Its aligned aspects.</param>
    /// <param name="features">Receives <see cref="Names"/> numbers.</param>
    public void Write(PreparedListing a, PreparedListing b, ReadOnlySpan<AlignedAspect> aligned, Span<float> features)
    {
        var forward = TitleCoverage.Of(a, b);
        var back = TitleCoverage.Of(b, a);
        int next = 0;
        WriteTexts(a, b, forward, back, features, ref next);
        WriteCodes(forward, back, features, ref next);
        rules.Roles.Write(a, b, forward.OpenWeight, back.OpenWeight, features, ref next);
        WriteAspects(aligned, features, ref next);
        WritePrices(a.Facts, b.Facts, features, ref next);
        features[next++] = (a.Profile.Description.Length > 0 ? 1 : 0) + (b.Profile.Description.Length > 0 ? 1 : 0);
        features[next++] = words.Score(forward.Open, back.Open);
    }

    private static void WriteTexts(
        PreparedListing a, PreparedListing b, TitleCoverage forward, TitleCoverage back, Span<float> features, ref int next)
    {
        Both(forward.Covered, back.Covered, features, ref next);
        Both(forward.CoveredByAll, back.CoveredByAll, features, ref next);
        float shared = forward.SharedWeight + back.SharedWeight, open = forward.OpenWeight + back.OpenWeight;
        features[next++] = shared + open > 0 ? shared / (shared + (2 * open)) : 0;
        features[next++] = a.TitleWeights.Cosine(b.TitleWeights);
        features[next++] = a.AllWeights.Cosine(b.AllWeights);
        features[next++] = a.Grams.Cosine(b.Grams);
        features[next++] = a.Squashed == b.Squashed ? 1 : 0;
        features[next++] = a.Title.Length > 0 && b.Title.Length > 0 && a.Title[0].Id == b.Title[0].Id ? 1 : 0;
        features[next++] = a.Title.Length > 0 && b.Title.Length > 0 && a.Title[^1].Id == b.Title[^1].Id ? 1 : 0;
        Both(forward.OpenWeight, back.OpenWeight, features, ref next);
        features[next++] = open;
        Both(forward.RarestOpen, back.RarestOpen, features, ref next);
        Both(forward.RarestNowhere, back.RarestNowhere, features, ref next);
        Lengths(a.Title.Length, b.Title.Length, features, ref next);
        Both(forward.Near, back.Near, features, ref next);
        Lengths(a.All.Length, b.All.Length, features, ref next);
    }

    private static void WriteCodes(TitleCoverage forward, TitleCoverage back, Span<float> features, ref int next)
    {
        features[next++] = Math.Max(forward.SharedCodes, back.SharedCodes);
        features[next++] = Math.Max(forward.SharedCodeWeight, back.SharedCodeWeight);
        features[next++] = Math.Max(forward.SharedCodeLength, back.SharedCodeLength);
        Both(forward.OpenCodes, back.OpenCodes, features, ref next);
        (bool near, bool prefix) = CodeDifference.Of(forward.Open, back.Open);
        features[next++] = near ? 1 : 0;
        features[next++] = prefix ? 1 : 0;
        Both(forward.CodesNowhere, back.CodesNowhere, features, ref next);
        int shared = Math.Min(forward.SharedNumbers, back.SharedNumbers);
        int numbers = shared + forward.OpenNumbers + back.OpenNumbers;
        features[next++] = shared;
        Both(forward.OpenNumbers, back.OpenNumbers, features, ref next);
        features[next++] = numbers > 0 ? (float)shared / numbers : Missing;
        Both(forward.OpenLetters, back.OpenLetters, features, ref next);
    }

    private void WriteAspects(ReadOnlySpan<AlignedAspect> aligned, Span<float> features, ref int next)
    {
        int same = 0, conflicts = 0, plain = 0, hard = 0, variants = 0, products = 0;
        for (int place = 0; place < aligned.Length; place++)
        {
            AlignedAspect one = aligned[place];
            Aspect aspect = rules.Aspects[place];
            features[next++] = one.Relation switch
            {
                AspectRelation.Conflict => one.IsPlain ? -2 : -1,
                AspectRelation.Same => one.IsPlain ? 2 : 1,
                AspectRelation.OneSided => 0.5f,
                _ => 0,
            };
            if (one.Relation == AspectRelation.Same)
            {
                same++;
            }
            else if (one.Relation == AspectRelation.Conflict)
            {
                conflicts++;
                plain += one.IsPlain ? 1 : 0;
                hard += one.IsPlain && aspect.IsHard ? 1 : 0;
                variants += one.IsPlain && aspect.Differs == Difference.Variant ? 1 : 0;
                products += one.IsPlain && aspect.Differs == Difference.Product ? 1 : 0;
            }
        }

        foreach (int count in (ReadOnlySpan<int>)[same, conflicts, plain, hard, variants, products])
        {
            features[next++] = count;
        }
    }

    private static void WritePrices(ListingFacts a, ListingFacts b, Span<float> features, ref int next)
    {
        bool comparable = a.Price is not null && b.Price is not null
            && (a.Currency.Length == 0 || b.Currency.Length == 0 || a.Currency.Equals(b.Currency, StringComparison.OrdinalIgnoreCase));
        features[next++] = comparable ? (float)Math.Min(5, Math.Abs(Math.Log((double)a.Price!.Value / (double)b.Price!.Value))) : Missing;
        features[next++] = (a.Price is null ? 0 : 1) + (b.Price is null ? 0 : 1);
    }

    private static void Both(float one, float other, Span<float> features, ref int next)
    {
        features[next++] = Math.Min(one, other);
        features[next++] = Math.Max(one, other);
    }

    private static void Lengths(int one, int other, Span<float> features, ref int next)
    {
        features[next++] = Math.Min(one, other);
        features[next++] = Math.Max(one, other) > 0 ? (float)Math.Min(one, other) / Math.Max(one, other) : 1;
    }
}

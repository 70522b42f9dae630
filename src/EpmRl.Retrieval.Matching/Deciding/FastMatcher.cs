using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Decides pairs by boosted trees over their features, in the context of their catalogues. Conflicts of hard aspects rule out
/// <c>same</c>.
/// </summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class FastMatcher : IPairMatcher
{
    private const decimal MostPriceRatio = 2; // of equal titles
    private const int Block = 4_096; // pairs that are held between the steps

    private readonly MatcherModel model;
    private readonly AspectRules rules;
    private readonly double? prevalence;
    private readonly IPairEncoder? encoder;
    private readonly PreparedPool? pool;

    /// <summary>Prepares a matcher.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="rules">The aspects.</param>
    /// <param name="prevalence">Share of matches among the pairs to come, in (0, 1); null for that of the training pairs.</param>
    /// <param name="encoder">Reads the pairs that the trees are not certain of; null for the trees alone. Not owned.</param>
    /// <exception cref="Encoding.ModelFormatException">The model was trained with other aspects.</exception>
    public FastMatcher(MatcherModel model, AspectRules rules, double? prevalence = null, IPairEncoder? encoder = null)
        : this(model, rules, prevalence, encoder, pool: null)
    {
        model.Check(rules);
    }

    private FastMatcher(MatcherModel model, AspectRules rules, double? prevalence, IPairEncoder? encoder, PreparedPool? pool)
    {
        this.model = model;
        this.rules = rules;
        this.prevalence = prevalence;
        this.encoder = model.Join is null ? null : encoder;
        this.pool = pool;
    }

    /// <inheritdoc/>
    public string Model => model.Name;

    /// <summary>The probabilities at which its word is doubtful: up to half the remaining way above its threshold.</summary>
    public DoubtBand DoubtBand => new(Limits.DifferentTo, (1 + Limits.SameFrom) / 2);

    // Verdicts of joined probabilities have limits of their own.
    private MatchCalibration Limits => encoder is null ? model.Calibration : model.Calibration with
    {
        SameFrom = model.Join!.SameFrom, DifferentTo = model.Join.DifferentTo,
    };

    /// <summary>A matcher that knows the catalogues of the pairs to come: all their listings may be rivals.</summary>
    /// <param name="left">The first catalogue.</param>
    /// <param name="right">The second; null where pairs are within the first.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    public FastMatcher Within(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, CancellationToken cancellationToken = default) =>
        new(model, rules, prevalence, encoder, PreparedPool.Of(left, right, model, rules, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<PairDecision>> DecideAsync(IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Task.Run(() => Decide(pairs, cancellationToken), cancellationToken);
    }

    private IReadOnlyList<PairDecision> Decide(IReadOnlyList<ListingPair> pairs, CancellationToken cancellationToken)
    {
        PreparedPool all = pool ?? PreparedPool.Of(
            [.. pairs.Select(pair => pair.A).Distinct(ReferenceEqualityComparer.Instance).Cast<ProductProfile>()],
            [.. pairs.Select(pair => pair.B).Distinct(ReferenceEqualityComparer.Instance).Cast<ProductProfile>()],
            model, rules, cancellationToken);
        var decisions = new List<PairDecision>(pairs.Count);
        foreach (ListingPair[] block in pairs.Chunk(Block))
        {
            decisions.AddRange(Decide(all, [.. block.Select(pair => (all.PlaceOf(pair.A), all.PlaceOf(pair.B)))], cancellationToken));
        }

        return decisions;
    }

    // Trees first, then the encoder where they are not certain, then verdicts.
    private PairDecision[] Decide(PreparedPool all, (int A, int B)[] places, CancellationToken cancellationToken)
    {
        var judged = new Judged[places.Length];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, places.Length, parallel, i => judged[i] = Judge(all, places[i].A, places[i].B));
        if (encoder is not null)
        {
            int[] doubtful = [.. Enumerable.Range(0, judged.Length).Where(i => model.Join!.IsDoubtful(judged[i].LogOdds))];
            float[] read = encoder.Score(
                [.. doubtful.Select(i => WordMarks.Of(all.Listings[places[i].A], all.Listings[places[i].B]))], cancellationToken);
            for (int i = 0; i < doubtful.Length; i++)
            {
                ref Judged pair = ref judged[doubtful[i]];
                pair = pair with { LogOdds = model.Join!.LogOdds(pair.LogOdds, read[i]) };
            }
        }

        var decisions = new PairDecision[places.Length];
        Parallel.For(0, places.Length, parallel, i => decisions[i] = Decide(all, places[i].A, places[i].B, judged[i]));
        return decisions;
    }

    private Judged Judge(PreparedPool all, int a, int b)
    {
        Span<float> values = stackalloc float[all.Scorer.Count];
        var aligned = new AlignedAspect[rules.Aspects.Count];
        all.Scorer.Write(a, b, values, aligned);
        return new Judged(
            aligned, model.Calibration.LogOdds(model.Same.Score(values)), model.Related.Probability(values[..all.Scorer.OwnCount]));
    }

    private PairDecision Decide(PreparedPool all, int a, int b, Judged judged)
    {
        double probability = model.Calibration.Corrected(1 / (1 + Math.Exp(-judged.LogOdds)), prevalence);
        (MatchVerdict verdict, double stated, string why) = AreEqual(all.Listings[a], all.Listings[b], judged.Aligned)
            ? Raised(VerdictOf(probability, judged.Related, judged.Aligned))
            : VerdictOf(probability, judged.Related, judged.Aligned);
        return new PairDecision
        {
            A = all.Listings[a].Profile.Id,
            B = all.Listings[b].Profile.Id,
            Verdict = verdict,
            Probability = Math.Round(stated, 6),
            Reasons = AspectAlignment.ReasonsOf(judged.Aligned, rules),
            Explanation = why,
            Model = model.Name,
        };
    }

    private (MatchVerdict Verdict, double Probability, string Why) VerdictOf(
        double probability, double related, ReadOnlySpan<AlignedAspect> aligned)
    {
        MatchCalibration limits = Limits;
        int hard = -1, variant = -1;
        for (int place = 0; place < aligned.Length; place++)
        {
            if (aligned[place] is { Relation: AspectRelation.Conflict, IsPlain: true })
            {
                hard = hard < 0 && IsHard(rules.Aspects[place], aligned[place]) ? place : hard;
                variant = variant < 0 && rules.Aspects[place].Differs == Difference.Variant ? place : variant;
            }
        }

        bool isRelated = related >= limits.RelatedFrom || probability >= limits.SameFrom;
        if (hard >= 0)
        {
            // The probability is that of one variant, which the conflict rules out.
            double most = Math.Min(probability, limits.DifferentTo / 2);
            string difference = DifferenceOf(rules.Aspects[hard], aligned[hard]);
            return isRelated && rules.Aspects[hard].Differs == Difference.Variant
                ? (MatchVerdict.Variant, most, $"One product; {difference}.")
                : (MatchVerdict.Different, most, $"Not one product; {difference}.");
        }

        return probability >= limits.SameFrom ? (MatchVerdict.Same, probability, "The texts and aspects agree.")
            : variant >= 0 && isRelated
                ? (MatchVerdict.Variant, probability, $"One product; {DifferenceOf(rules.Aspects[variant], aligned[variant])}.")
            : probability > limits.DifferentTo ? (MatchVerdict.Unsure, probability, "The evidence is not enough for an answer.")
            : (MatchVerdict.Different, probability, "The texts and aspects differ.");
    }

    // Equal titles are no evidence of two products, however little they say; a matcher that learned from labels with errors may doubt it.
    private (MatchVerdict, double, string) Raised((MatchVerdict Verdict, double Probability, string Why) decided) => decided.Verdict switch
    {
        MatchVerdict.Different => (
            MatchVerdict.Unsure, Math.Max(decided.Probability, Limits.DifferentTo), "The titles are equal, and say too little."),
        MatchVerdict.Unsure => (MatchVerdict.Same, Math.Max(decided.Probability, Limits.SameFrom), "The titles are equal."),
        _ => decided,
    };

    private static bool AreEqual(PreparedListing a, PreparedListing b, AlignedAspect[] aligned) =>
        a.Squashed.Length > 0 && a.Squashed == b.Squashed
        && !aligned.Any(one => one.Relation == AspectRelation.Conflict)
        && (a.Facts.Price is not { } price || b.Facts.Price is not { } other
            || Math.Max(price, other) <= MostPriceRatio * Math.Min(price, other));

    private static bool IsHard(Aspect aspect, AlignedAspect aligned) => aspect.IsHard
        || (aspect.IsNearHard && aligned.A is { } a && aligned.B is { } b && AspectAlignment.AreNear(a, b));

    private static string DifferenceOf(Aspect aspect, AlignedAspect aligned) => aligned.A is null || aligned.B is null
        ? $"only one listing states {aspect.Name} {(aligned.A ?? aligned.B)!.Label}"
        : $"{aspect.Name} is {aligned.A.Label} and {aligned.B.Label}";

    private readonly record struct Judged(AlignedAspect[] Aligned, double LogOdds, double Related);
}

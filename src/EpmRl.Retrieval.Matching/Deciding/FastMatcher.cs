using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Decides pairs by boosted trees over their features, in the context of their catalogues. Conflicts of hard aspects rule out
/// <c>same</c>.
/// </summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class FastMatcher : IPairMatcher
{
    private readonly MatcherModel model;
    private readonly AspectRules rules;
    private readonly double? prevalence;
    private readonly PreparedPool? pool;

    /// <summary>Prepares a matcher.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="rules">The aspects.</param>
    /// <param name="prevalence">Share of matches among the pairs to come, in (0, 1); null for that of the training pairs.</param>
    /// <exception cref="Encoding.ModelFormatException">The model was trained with other aspects.</exception>
    public FastMatcher(MatcherModel model, AspectRules rules, double? prevalence = null)
        : this(model, rules, prevalence, pool: null)
    {
        model.Check(rules);
    }

    private FastMatcher(MatcherModel model, AspectRules rules, double? prevalence, PreparedPool? pool)
    {
        this.model = model;
        this.rules = rules;
        this.prevalence = prevalence;
        this.pool = pool;
    }

    /// <inheritdoc/>
    public string Model => model.Name;

    /// <summary>The probabilities at which its word is doubtful: up to half the remaining way above its threshold.</summary>
    public DoubtBand DoubtBand => new(model.Calibration.DifferentTo, (1 + model.Calibration.SameFrom) / 2);

    /// <summary>A matcher that knows the catalogues of the pairs to come: all their listings may be rivals.</summary>
    /// <param name="left">The first catalogue.</param>
    /// <param name="right">The second; null where pairs are within the first.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    public FastMatcher Within(
        IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right, CancellationToken cancellationToken = default) =>
        new(model, rules, prevalence, PreparedPool.Of(left, right, model, rules, cancellationToken));

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
        (int A, int B)[] places = [.. pairs.Select(pair => (all.PlaceOf(pair.A), all.PlaceOf(pair.B)))];
        var decisions = new PairDecision[pairs.Count];
        Parallel.For(0, pairs.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            decisions[i] = Decide(all, places[i].A, places[i].B));
        return decisions;
    }

    /// <summary>Decides two listings of a pool.</summary>
    private PairDecision Decide(PreparedPool all, int a, int b)
    {
        Span<float> values = stackalloc float[all.Scorer.Count];
        var aligned = new AlignedAspect[rules.Aspects.Count];
        all.Scorer.Write(a, b, values, aligned);
        double probability = model.Calibration.Corrected(model.Calibration.Probability(model.Same.Score(values)), prevalence);
        double related = model.Related.Probability(values[..all.Scorer.OwnCount]);
        (MatchVerdict verdict, double stated, string why) = VerdictOf(probability, related, aligned);
        return new PairDecision
        {
            A = all.Listings[a].Profile.Id,
            B = all.Listings[b].Profile.Id,
            Verdict = verdict,
            Probability = Math.Round(stated, 6),
            Reasons = AspectAlignment.ReasonsOf(aligned, rules),
            Explanation = why,
            Model = model.Name,
        };
    }

    private (MatchVerdict Verdict, double Probability, string Why) VerdictOf(
        double probability, double related, ReadOnlySpan<AlignedAspect> aligned)
    {
        MatchCalibration limits = model.Calibration;
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

    private static bool IsHard(Aspect aspect, AlignedAspect aligned) => aspect.IsHard
        || (aspect.IsNearHard && aligned.A is { } a && aligned.B is { } b && AspectAlignment.AreNear(a, b));

    private static string DifferenceOf(Aspect aspect, AlignedAspect aligned) => aligned.A is null || aligned.B is null
        ? $"only one listing states {aspect.Name} {(aligned.A ?? aligned.B)!.Label}"
        : $"{aspect.Name} is {aligned.A.Label} and {aligned.B.Label}";
}

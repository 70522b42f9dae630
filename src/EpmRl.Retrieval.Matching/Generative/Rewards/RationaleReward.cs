using System.Globalization;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The reward of a generated answer, by rules and by judges: EPM-RL's (arXiv 2604.23993), with the project's attribute engine as judge.
/// Safe for concurrent callers; deterministic as far as its judges are.
/// </summary>
/// <remarks>
/// x is a pair, o = (z, y) an answer of claims z and a verdict y, π_y = π(y | x, z) over the three verdicts, y* the label's class, and
/// p = π_same:
/// <code>
/// R = w₀                                                     if o does not follow the form
/// R = Σ_y π_y u(y, y*) + w_cal (1 − (p − 1[y* = same])²) + w_sym R_sym + w_inv R_inv
///     + 1[argmax π agrees with y* about "same"] (w_span R_span + w_cover R_cover + w_core R_core + w_model R_model + w_var R_var
///     + w_cons R_cons) − w_H H + w_len R_len                 otherwise
/// </code>
/// A quote verifies if it occurs in its listing at the bounds of words, is not of filler words alone nor a whole passage, and states its
/// aspect where the engine reads one (v(q) = 1). R_span is the mean of v, H the share with v = 0. Only the first two parts see the label;
/// the factor lets no reasons buy a wrong verdict, and invented quotes cost in any case. Parts without an opinion add nothing.
/// </remarks>
internal sealed class RationaleReward
{
    private readonly RewardOptions options;
    private readonly IReadOnlyList<IRationaleJudge> judges;

    /// <summary>Takes weights and judges.</summary>
    /// <param name="options">The weights; null for those that the library carries.</param>
    /// <param name="judges">The judges, one a part; null for the attribute engine. Judges whose part has no weight are not asked.</param>
    public RationaleReward(RewardOptions? options = null, IReadOnlyList<IRationaleJudge>? judges = null)
    {
        this.options = options ?? RewardOptions.Shipped;
        this.judges = [.. (judges ?? EngineJudge.All(this.options.JudgedFrom)).Where(judge => this.options.WeightOf(judge.Name) > 0)];
    }

    /// <summary>The weights.</summary>
    public RewardOptions Options => options;

    /// <summary>Rewards an answer; asks the judges.</summary>
    /// <param name="pair">The pair, labelled or not.</param>
    /// <param name="sampled">The answer.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="GeneratorException">A model behind a judge failed.</exception>
    public async Task<RewardBreakdown> ScoreAsync(
        PairEvidence pair, SampledAnswer sampled, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(sampled);
        if (!AnswerForm.Lines.TryParse(sampled.Text, pair.Prompt.Aspects, out Answer? answer, out string? problem))
        {
            return new RewardBreakdown([], options.Unparsed, problem, null);
        }

        var opinions = new List<JudgeOpinion>(judges.Count);
        foreach (IRationaleJudge judge in judges)
        {
            opinions.Add(await judge.JudgeAsync(pair, answer, cancellationToken).ConfigureAwait(false));
        }

        return Sum(pair, sampled, answer, opinions);
    }

    /// <summary>Rewards an answer whose judges work in the process.</summary>
    /// <exception cref="InvalidOperationException">A judge did not answer at once; use <see cref="ScoreAsync"/>.</exception>
    public RewardBreakdown Score(PairEvidence pair, SampledAnswer sampled)
    {
        Task<RewardBreakdown> scored = ScoreAsync(pair, sampled);
        return scored.IsCompleted
            ? scored.GetAwaiter().GetResult()
            : throw new InvalidOperationException($"A judge waits for a model. Call {nameof(ScoreAsync)}.");
    }

    /// <summary>The worth u_y of each verdict's word, for the exact gradient of the parts that see the label.</summary>
    /// <remarks>
    /// With t = 1[y* = same], ∇(w_label R_label + w_cal R_cal) = Σ_y u_y ∇π_y, where
    /// u_y = w_label u(y, y*) − w_cal 2 (p − t) 1[y = same] is held constant. With π = softmax(logits) over the three words,
    /// ∂/∂logit_y = π_y (u_y − Σ_j π_j u_j). No verdict need be sampled.
    /// </remarks>
    /// <param name="pair">The pair; labelled.</param>
    /// <param name="verdict">The current probabilities π.</param>
    /// <returns>[3], in the order of <see cref="AnswerWords.Verdicts"/>: same, variant, different.</returns>
    /// <exception cref="ArgumentException">The pair has no label.</exception>
    public float[] VerdictWorth(PairEvidence pair, VerdictProbabilities verdict)
    {
        ArgumentNullException.ThrowIfNull(pair);
        MatchVerdict truth = pair.Truth ?? throw new ArgumentException("The pair has no label.", nameof(pair));
        double slope = -2 * (verdict.Same - (truth == MatchVerdict.Same ? 1 : 0));
        return
        [
            .. AnswerWords.Verdicts.Select(pair => (float)(
                (options.WeightOf(RewardParts.Label) * MatchReward.Label(pair.Verdict, truth, options.Mixed))
                + (pair.Verdict == MatchVerdict.Same ? options.WeightOf(RewardParts.Calibration) * slope : 0))),
        ];
    }

    private RewardBreakdown Sum(PairEvidence pair, SampledAnswer sampled, Answer answer, List<JudgeOpinion> opinions)
    {
        VerdictProbabilities verdict = sampled.Verdict ?? Sure(answer.Verdict);
        MatchVerdict likeliest = AnswerWords.Verdicts.MaxBy(pair => verdict.Of(pair.Verdict)).Verdict;
        bool counts = pair.Truth is not { } truth || MatchReward.IsRight(likeliest, truth);
        QuoteFindings quotes = QuoteFindings.Of(answer, pair);
        var parts = new List<RewardPart>();
        foreach (string name in RewardParts.All)
        {
            double weight = options.WeightOf(name);
            if (weight == 0)
            {
                continue;
            }

            (double? value, string reason) = name switch
            {
                RewardParts.Label => Label(verdict, pair.Truth),
                RewardParts.Calibration => Calibration(verdict, pair.Truth),
                RewardParts.Symmetry => Symmetry(verdict, sampled.SwappedSame),
                RewardParts.Invariance => Invariance(verdict, sampled),
                RewardParts.Spans => (1 - quotes.ShareInvented, quotes.Reason),
                RewardParts.Cover => Cover(answer, pair),
                RewardParts.Consistency => Consistency(answer, pair),
                RewardParts.Invented => (-quotes.ShareInvented, quotes.Reason),
                RewardParts.Length => Length(sampled.Tokens),
                _ => opinions.Find(opinion => opinion.Judge == name) is { } opinion
                    ? (opinion.Score, opinion.Reason)
                    : (null, "no judge was asked"),
            };
            bool isVoid = RewardParts.IsEvidence(name) && !counts;
            parts.Add(new RewardPart(
                name, value, weight, isVoid ? 0 : weight * (value ?? 0),
                isVoid && value is not null ? $"{reason}; does not count, since the verdict is wrong" : reason));
        }

        return new RewardBreakdown(parts, parts.Sum(part => part.Contribution), null, answer);
    }

    private (double?, string) Label(VerdictProbabilities verdict, MatchVerdict? truth) => truth is not { } right
        ? (null, "the pair has no label")
        : (AnswerWords.Verdicts.Sum(pair => verdict.Of(pair.Verdict) * MatchReward.Label(pair.Verdict, right, options.Mixed)),
            string.Create(CultureInfo.InvariantCulture, $"{AnswerWords.Of(right)} is right, with probability {verdict.Of(right):0.000}"));

    private static (double?, string) Calibration(VerdictProbabilities verdict, MatchVerdict? truth) => truth is not { } right
        ? (null, "the pair has no label")
        : (MatchReward.Calibration(verdict.Same, right),
            string.Create(CultureInfo.InvariantCulture, $"same has probability {verdict.Same:0.000}"));

    private static (double?, string) Symmetry(VerdictProbabilities verdict, double? swapped) => swapped is not { } other
        ? (null, "the other order was not asked")
        : (1 - Math.Abs(verdict.Same - other),
            string.Create(CultureInfo.InvariantCulture,
                $"same has probability {verdict.Same:0.000}, and {other:0.000} in the other order"));

    private static (double?, string) Invariance(VerdictProbabilities verdict, SampledAnswer sampled)
    {
        var (sum, count) = (0d, 0);
        var reasons = new List<string>();
        if (sampled.TwinSame is { } twin)
        {
            sum += 1 - Math.Abs(verdict.Same - twin);
            count++;
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{twin:0.000} with words that mean nothing"));
        }

        if (sampled.EditedSame is { } edited)
        {
            sum += 1 - edited;
            count++;
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{edited:0.000} after a decisive edit"));
        }

        return count == 0 ? (null, "no edited twin was asked")
            : (sum / count, string.Create(CultureInfo.InvariantCulture,
                $"same has probability {verdict.Same:0.000}, and {string.Join(", ", reasons)}"));
    }

    private (double?, string) Cover(Answer answer, PairEvidence pair)
    {
        string[] sure = [.. pair.Aspects.Where(evidence => evidence.IsMutual && evidence.Confidence >= options.CoveredFrom)
            .Select(evidence => evidence.Aspect)];
        if (sure.Length == 0)
        {
            return (null, "the engine is sure of no aspect");
        }

        int reported = sure.Count(aspect => answer.Claims.Any(claim => claim.Aspect == aspect));
        int wanted = Math.Min(sure.Length, options.MostCovered);
        return (Math.Min(1, (double)reported / wanted), $"{reported} of {string.Join(", ", sure)} reported, {wanted} wanted");
    }

    private static (double?, string) Consistency(Answer answer, PairEvidence pair)
    {
        double follows = MatchReward.Consistency(answer, pair.Prompt.Roles);
        return (follows, $"'{AnswerWords.Of(answer.Verdict)}' {(follows == 1 ? "follows" : "does not follow")} from the claims");
    }

    private (double?, string) Length(int tokens) => (
        MatchReward.Length(tokens, options.FreeTokens, options.LimitTokens) - 1,
        $"{tokens} tokens; {options.FreeTokens} are free, {options.LimitTokens} cost all");

    private static VerdictProbabilities Sure(MatchVerdict verdict) => new(
        verdict == MatchVerdict.Same ? 1 : 0, verdict == MatchVerdict.Variant ? 1 : 0, verdict == MatchVerdict.Different ? 1 : 0);
}

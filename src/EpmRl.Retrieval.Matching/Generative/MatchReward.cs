namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Parts of a reward for answers, each a pure function in [0, 1], higher is better. A trainer weighs and joins them; none of them sees the
/// label but <see cref="Label"/> and <see cref="Calibration"/>.
/// </summary>
internal static class MatchReward
{
    private const double Unsure = 0.5, OneOff = 0.7;

    /// <summary>1 for an answer that follows its form, 0 for any other.</summary>
    public static double Format(AnswerForm form, string text, IReadOnlyList<string> aspects) =>
        form.TryParse(text, aspects, out _, out _) ? 1 : 0;

    /// <summary>
    /// Worth of a verdict: 1 where right, 0.7 where variant and different are mixed up, 0.5 for unsure, 0 where wrong.
    /// </summary>
    public static double Label(MatchVerdict verdict, MatchVerdict truth) =>
        verdict == truth ? 1
        : verdict == MatchVerdict.Unsure ? Unsure
        : verdict != MatchVerdict.Same && truth != MatchVerdict.Same ? OneOff
        : 0;

    /// <summary>The same, expected over the probabilities of the verdicts, so that its gradient needs no sample.</summary>
    public static double ExpectedLabel(VerdictProbabilities probabilities, MatchVerdict truth) =>
        AnswerWords.Verdicts.Sum(pair => probabilities.Of(pair.Verdict) * Label(pair.Verdict, truth));

    /// <summary>1 less the squared error of the probability of "same": a bounded proper score (Brier).</summary>
    public static double Calibration(double probabilityOfSame, MatchVerdict truth)
    {
        double error = probabilityOfSame - (truth == MatchVerdict.Same ? 1 : 0);
        return 1 - (error * error);
    }

    /// <summary>The share of quotes that occur in their listing; 0 without quotes.</summary>
    public static double Quotes(IReadOnlyList<CheckedClaim> claims)
    {
        int quotes = claims.Sum(claim => claim.Quotes);
        return quotes == 0 ? 0 : (double)claims.Sum(claim => claim.Verified) / quotes;
    }

    /// <summary>1 where every claim is supported by its listing, else 0.</summary>
    public static double Reasons(IReadOnlyList<CheckedClaim> claims) => claims.Count > 0 && claims.All(claim => claim.IsSupported) ? 1 : 0;

    /// <summary>
    /// 1 where the verdict follows from the relations claimed: a conflict in a core aspect or an identifier allows only "different",
    /// conflicts of variants alone "variant" or "different", and no conflict only "same", unless a one-sided aspect can decide: a bundle.
    /// </summary>
    public static double Consistency(Answer answer, IReadOnlyDictionary<string, AspectRole> roles)
    {
        AspectRole[] conflicts =
        [
            .. answer.Claims.Where(claim => claim.Relation == AspectRelation.Conflict)
                .Select(claim => roles.GetValueOrDefault(claim.Aspect)),
        ];
        bool follows = conflicts.Length == 0 ? answer.Verdict == MatchVerdict.Same || answer.Claims.Any(claim => IsOther(claim, roles))
            : conflicts.Any(role => role != AspectRole.Variant) ? answer.Verdict == MatchVerdict.Different
            : answer.Verdict != MatchVerdict.Same;
        return follows ? 1 : 0;
    }

    /// <summary>1 up to a length, falling linearly to 0 at the limit.</summary>
    /// <param name="tokens">Tokens of the answer.</param>
    /// <param name="free">Tokens that cost nothing.</param>
    /// <param name="limit">The limit, more than <paramref name="free"/>.</param>
    public static double Length(int tokens, int free, int limit) => Math.Clamp((double)(limit - tokens) / (limit - free), 0, 1);

    // One listing alone states a bundle or an accessory: a core aspect without a conflict.
    private static bool IsOther(AspectClaim claim, IReadOnlyDictionary<string, AspectRole> roles) =>
        claim.Relation == AspectRelation.OneSided && roles.GetValueOrDefault(claim.Aspect) != AspectRole.Model;
}

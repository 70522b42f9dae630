namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Rules of the reward, each a pure function in [0, 1], higher is better; <see cref="RationaleReward"/> weighs and joins them. None of them
/// sees the label but <see cref="Label"/> and <see cref="Calibration"/>.
/// </summary>
internal static class MatchReward
{
    /// <summary>Worth of a verdict: 1 where right, 0 where wrong about "same".</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="truth">The right one.</param>
    /// <param name="mixed">Worth of mixing up variant and different, in [0, 1].</param>
    public static double Label(MatchVerdict verdict, MatchVerdict truth, double mixed) =>
        verdict == truth ? 1
        : IsRight(verdict, truth) ? mixed
        : 0;

    /// <summary>Whether a verdict is right about "same": labels tell no more.</summary>
    public static bool IsRight(MatchVerdict verdict, MatchVerdict truth) => (verdict == MatchVerdict.Same) == (truth == MatchVerdict.Same);

    /// <summary>1 less the squared error of the probability of "same": a bounded proper score (Brier).</summary>
    public static double Calibration(double probabilityOfSame, MatchVerdict truth)
    {
        double error = probabilityOfSame - (truth == MatchVerdict.Same ? 1 : 0);
        return 1 - (error * error);
    }

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

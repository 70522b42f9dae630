namespace EpmRl.Retrieval.Matching;

/// <summary>Two decisions about one pair that differ.</summary>
/// <param name="Kept">The one that counts: the later one; without times, the one added last.</param>
/// <param name="Dropped">The other.</param>
internal sealed record DecisionConflict(ReviewDecision Kept, ReviewDecision Dropped)
{
    /// <summary>Both, in a sentence.</summary>
    public override string ToString() =>
        $"'{Kept.A}' and '{Kept.B}': {Describe(Kept)} counts, {Describe(Dropped)} is dropped.";

    private static string Describe(ReviewDecision decision)
    {
        string who = decision.Who.Length == 0 ? "" : $" by {decision.Who}";
        string when = decision.When is { } time ? FormattableString.Invariant($" of {time:yyyy-MM-dd}") : "";
        return $"'{VerdictNames.Of(decision.Verdict)}'{who}{when}";
    }
}

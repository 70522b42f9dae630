namespace EpmRl.Retrieval.Matching;

/// <summary>The answers for a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Decision">The answer.</param>
/// <param name="Swapped">The answer with the listings in the other order.</param>
/// <param name="Plain">The answer for the plain pair; null where there is none.</param>
internal sealed record CaseResult(MatchCase Case, PairDecision Decision, PairDecision Swapped, PairDecision? Plain)
{
    /// <summary>Whether the verdict is the right one.</summary>
    public bool IsRight => Decision.Verdict == Case.Verdict;

    /// <summary>Whether <c>same</c> was answered if, and only if, it is right.</summary>
    public bool IsRightAboutSame => (Decision.Verdict == MatchVerdict.Same) == (Case.Verdict == MatchVerdict.Same);

    /// <summary>Whether the order of the listings changed the answer.</summary>
    public bool DependsOnOrder => Swapped.Verdict != Decision.Verdict || Math.Abs(Swapped.Probability - Decision.Probability) > 1e-6;

    /// <summary>Whether the answer differs from that for the plain pair.</summary>
    public bool DiffersFromPlain => Plain is not null && Plain.Verdict != Decision.Verdict;
}

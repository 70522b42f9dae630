using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The engine's result for a reading case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Answer">The engine's answer for the attribute.</param>
internal sealed record ReadingResult(ReadingCase Case, AttributeAnswer Answer)
{
    /// <summary>The best answered value, with review or without; null for none.</summary>
    public ValueAnswer? Best => Answer.Values.Count > 0 ? Answer.Values[0] : null;

    /// <summary>The outcome of the case.</summary>
    public ReadingOutcome Outcome => (Case.Expect, Best) switch
    {
        ({ } expect, { } best) when expect.IsMatch(best.Label) => ReadingOutcome.Right,
        (null, _) when Answer.Status != AnswerStatus.Value => ReadingOutcome.Right,
        _ when Answer.Status != AnswerStatus.Value => Case.Ambiguous ? ReadingOutcome.Right : ReadingOutcome.Open,
        _ => ReadingOutcome.Wrong,
    };
}

/// <summary>The outcome of a reading case.</summary>
internal enum ReadingOutcome
{
    /// <summary>As expected.</summary>
    Right,

    /// <summary>A value was expected, but none, or only a wrong one for review, was answered.</summary>
    Open,

    /// <summary>A wrong value, without review.</summary>
    Wrong,
}

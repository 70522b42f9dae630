namespace EpmRl.Retrieval.Matching;

/// <summary>Verifies answers that are to be learned: form, every quote, the label, and that the verdict follows.</summary>
internal static class TraceCheck
{
    /// <summary>Why an answer may not be learned; none if it may.</summary>
    /// <param name="text">The answer, in lines.</param>
    /// <param name="pair">The pair, in the order of the answer.</param>
    /// <param name="answer">The parsed answer; null where it is out of form.</param>
    public static TraceRefusal Of(string text, PairEvidence pair, out Answer? answer)
    {
        ArgumentNullException.ThrowIfNull(pair);
        AnswerOutcome outcome = AnswerOutcome.Of(text, AnswerForm.Lines, pair.Prompt.Aspects, pair.A, pair.B);
        answer = outcome.Answer;
        return answer is null ? TraceRefusal.Malformed
            : outcome.Problem is not null ? TraceRefusal.Invented
            : pair.Truth is { } truth && (answer.Verdict == MatchVerdict.Same) != (truth == MatchVerdict.Same) ? TraceRefusal.WrongVerdict
            : MatchReward.Consistency(answer, pair.Prompt.Roles) < 1 ? TraceRefusal.Inconsistent
            : TraceRefusal.None;
    }
}

namespace EpmRl.Retrieval.Matching;

/// <summary>An answer held against its form and its listings.</summary>
/// <param name="Answer">The answer; null if it does not follow the form.</param>
/// <param name="Claims">Its claims with their places; empty without an answer.</param>
/// <param name="Problem">Why it is not usable; null if it is.</param>
internal sealed record AnswerOutcome(Answer? Answer, IReadOnlyList<CheckedClaim> Claims, string? Problem)
{
    /// <summary>Judges a text.</summary>
    /// <param name="text">The answer's text.</param>
    /// <param name="form">The form it was asked for in.</param>
    /// <param name="aspects">Names of the prompt's aspects.</param>
    /// <param name="a">The listing shown first.</param>
    /// <param name="b">The listing shown second.</param>
    public static AnswerOutcome Of(string text, AnswerForm form, IReadOnlyList<string> aspects, ShownListing a, ShownListing b)
    {
        if (!form.TryParse(text, aspects, out Answer? answer, out string? problem))
        {
            return new AnswerOutcome(null, [], problem);
        }

        IReadOnlyList<CheckedClaim> claims = AnswerCheck.Of(answer, a, b);
        return new AnswerOutcome(answer, claims, AnswerCheck.Problem(claims));
    }
}

using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The result for a caller who acts on sure answers without a manual check.</summary>
/// <param name="Sure">Answers with a probability of <see cref="From"/> or more.</param>
/// <param name="SureRight">The sure answers that are right.</param>
/// <param name="WithValue">Pairs whose listing has a value.</param>
/// <param name="Stated">Pairs with a value that are answered correctly without review.</param>
internal sealed record Certainty(int Sure, int SureRight, int WithValue, int Stated)
{
    /// <summary>Probability from which an answer is called sure.</summary>
    public const double From = 0.9;

    /// <summary>Share of the sure answers that are right, in [0, 1]; 1 without sure answers.</summary>
    public double Precision => Sure == 0 ? 1 : (double)SureRight / Sure;

    /// <summary>Share of the values that are answered correctly without review, in [0, 1]; 0 without values.</summary>
    public double Cover => WithValue == 0 ? 0 : (double)Stated / WithValue;

    /// <summary>Counts scored pairs.</summary>
    public static Certainty Of(IReadOnlyList<PairResult> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        PairResult[] sure = [.. pairs.Where(pair => pair.Top is { Probability: >= From })];
        return new Certainty(
            sure.Length,
            sure.Count(pair => pair.Outcome == PairOutcome.Right),
            pairs.Count(pair => pair.Gold.Count > 0),
            pairs.Count(pair => pair.Outcome == PairOutcome.Right && pair.Answer?.Status == AnswerStatus.Value));
    }
}

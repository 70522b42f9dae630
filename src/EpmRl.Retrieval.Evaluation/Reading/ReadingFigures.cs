namespace EpmRl.Retrieval.Evaluation;

/// <summary>Counted outcomes of reading cases.</summary>
/// <param name="Name">Common property of the cases.</param>
/// <param name="Cases">Number of cases.</param>
/// <param name="Right">Read as expected.</param>
/// <param name="Open">A value was expected, but none was answered without review.</param>
/// <param name="Wrong">Answered wrongly, without review.</param>
/// <param name="SurelyWrong">Wrong answers with a probability of <see cref="Certainty.From"/> or more.</param>
internal sealed record ReadingFigures(string Name, int Cases, int Right, int Open, int Wrong, int SurelyWrong)
{
    /// <summary>Right ÷ cases, in [0, 1].</summary>
    public double Share => Cases == 0 ? 0 : (double)Right / Cases;

    /// <summary>Counts results.</summary>
    public static ReadingFigures Of(string name, IReadOnlyCollection<ReadingResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new ReadingFigures(
            name,
            results.Count,
            results.Count(result => result.Outcome == ReadingOutcome.Right),
            results.Count(result => result.Outcome == ReadingOutcome.Open),
            results.Count(result => result.Outcome == ReadingOutcome.Wrong),
            results.Count(result => result is { Outcome: ReadingOutcome.Wrong, Best.Probability: >= Certainty.From }));
    }
}

namespace EpmRl.Retrieval.Identification;

/// <summary>Selects the values of an answer that fill a cell.</summary>
/// <param name="options">The options of the file.</param>
internal sealed class AnswerSelection(TagFileOptions options)
{
    private const int Decimals = 6; // the precision of stored results, so that they lead to the same decisions as the run itself

    /// <summary>The values, best first.</summary>
    public IReadOnlyList<ValueAnswer> Of(AttributeAnswer answer) =>
        answer.Status == AnswerStatus.Value || (options.WithReview && answer.Status == AnswerStatus.NeedsReview)
            ? [.. answer.Values.Where(value => Math.Round(value.Probability, Decimals) >= options.MinProbability)]
            : [];

    /// <summary>The lowest probability among some values.</summary>
    public static double ProbabilityOf(IReadOnlyList<ValueAnswer> values) => Math.Round(values.Min(value => value.Probability), Decimals);
}

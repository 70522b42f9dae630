namespace EpmRl.Retrieval.Identification;

/// <summary>Which values of an answer fill a cell.</summary>
/// <param name="options">What the file is to hold.</param>
internal sealed class AnswerSelection(TagFileOptions options)
{
    private const int Decimals = 6; // as results are written: what a stored line says decides as the run itself did

    /// <summary>The values, best first.</summary>
    public IReadOnlyList<ValueAnswer> Of(AttributeAnswer answer) =>
        answer.Status == AnswerStatus.Value || (options.WithReview && answer.Status == AnswerStatus.NeedsReview)
            ? [.. answer.Values.Where(value => Math.Round(value.Probability, Decimals) >= options.MinProbability)]
            : [];

    /// <summary>The probability that all of some values are right, as the least sure of them has it.</summary>
    public static double ProbabilityOf(IReadOnlyList<ValueAnswer> values) => Math.Round(values.Min(value => value.Probability), Decimals);
}

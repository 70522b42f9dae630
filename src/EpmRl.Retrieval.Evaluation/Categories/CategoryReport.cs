namespace EpmRl.Retrieval.Evaluation;

/// <summary>How good predicted categories are.</summary>
/// <param name="Lines">The figures of each right category, in the order of their ids, then of all.</param>
/// <param name="Wrong">The wrong predictions, in the order of the listings.</param>
internal sealed record CategoryReport(IReadOnlyList<CategoryFigures> Lines, IReadOnlyList<CategoryPrediction> Wrong)
{
    /// <summary>Sums predictions up.</summary>
    public static CategoryReport Of(IReadOnlyList<CategoryPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return new CategoryReport(
            [
                .. predictions.GroupBy(one => one.Gold ?? "no category").OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => CategoryFigures.Of(group.Key, [.. group])),
                CategoryFigures.Of("all", predictions),
            ],
            [.. predictions.Where(one => one.Answer.Id != one.Gold)]);
    }
}

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Splits a data set into what is known and what is asked.</summary>
public static class EvaluationRounds
{
    /// <summary>One round that asks about every listing and knows nothing.</summary>
    public static IReadOnlyList<EvaluationRound> Untrained(IReadOnlyList<LabelledListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        return [new EvaluationRound([], [.. Enumerable.Range(0, listings.Count)])];
    }

    /// <summary>One round a fold, which knows the other folds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two folds, or more than listings (or groups).</exception>
    public static IReadOnlyList<EvaluationRound> OfFolds(IReadOnlyList<LabelledListing> listings, FoldPlan folds)
    {
        ArgumentNullException.ThrowIfNull(listings);
        ArgumentNullException.ThrowIfNull(folds);
        int[] foldOf = folds.Deal(listings);
        return
        [
            .. Enumerable.Range(0, folds.Count).Select(fold => new EvaluationRound(
                [.. listings.Where((_, i) => foldOf[i] != fold)],
                [.. Enumerable.Range(0, listings.Count).Where(i => foldOf[i] == fold)])),
        ];
    }
}

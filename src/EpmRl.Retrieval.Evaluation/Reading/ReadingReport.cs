namespace EpmRl.Retrieval.Evaluation;

/// <summary>The quality of reading on reading cases.</summary>
/// <param name="All">The figures of all cases.</param>
/// <param name="Kinds">Those of each kind of wording, by name.</param>
/// <param name="Languages">Those of each language, by name.</param>
/// <param name="Twins">Those of the twins; null where no case has one.</param>
/// <param name="Failed">The cases that are read wrongly, in order.</param>
internal sealed record ReadingReport(
    ReadingFigures All,
    IReadOnlyList<ReadingFigures> Kinds,
    IReadOnlyList<ReadingFigures> Languages,
    TwinReport? Twins,
    IReadOnlyList<ReadingResult> Failed)
{
    /// <summary>Summarises results.</summary>
    public static ReadingReport Of(IReadOnlyList<ReadingResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return new ReadingReport(
            ReadingFigures.Of("all", results),
            By(results, result => result.Case.Kind),
            By(results, result => result.Case.Language),
            TwinReport.Of(results),
            [.. results.Where(result => result.Outcome != ReadingOutcome.Right)]);
    }

    private static ReadingFigures[] By(IReadOnlyList<ReadingResult> results, Func<ReadingResult, string> key) =>
    [
        .. results.GroupBy(key).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => ReadingFigures.Of(group.Key, [.. group])),
    ];
}

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Whether the engine tells apart twins: listings that differ in the few words that decide about the value.</summary>
/// <param name="All">The figures of all twins.</param>
/// <param name="Kinds">Those of each kind of wording, by name.</param>
/// <param name="Languages">Those of each language, by name.</param>
internal sealed record TwinReport(TwinFigures All, IReadOnlyList<TwinFigures> Kinds, IReadOnlyList<TwinFigures> Languages)
{
    /// <summary>Summarises results. A case whose twin is missing is left out.</summary>
    /// <returns>The figures; null where there is no complete twin.</returns>
    public static TwinReport? Of(IReadOnlyList<ReadingResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ReadingResult[][] twins =
        [
            .. results.Where(result => result.Case.Twin is not null).GroupBy(result => result.Case.Twin)
                .Select(twin => twin.ToArray()).Where(twin => twin.Length > 1),
        ];
        return twins.Length == 0 ? null : new TwinReport(
            TwinFigures.Of("all", twins),
            By(twins, result => result.Case.Kind),
            By(twins, result => result.Case.Language));
    }

    private static TwinFigures[] By(ReadingResult[][] twins, Func<ReadingResult, string> key) =>
    [
        .. twins.GroupBy(twin => key(twin[0])).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => TwinFigures.Of(group.Key, [.. group])),
    ];
}

namespace EpmRl.Retrieval.Matching;

/// <summary>What became of the pairs of a run.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Kept">Rows by source.</param>
/// <param name="Refused">Refusals by source and reason; a pair whose teacher was refused may still have a derived trace.</param>
/// <param name="Lines">Mean lines of claims of a row.</param>
/// <param name="Characters">Mean characters of a row's text.</param>
internal sealed record TraceReport(
    int Pairs, IReadOnlyDictionary<TraceSource, int> Kept, IReadOnlyDictionary<(TraceSource Source, TraceRefusal Reason), int> Refused,
    double Lines, double Characters);

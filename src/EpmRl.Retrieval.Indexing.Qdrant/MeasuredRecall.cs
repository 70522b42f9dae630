namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How approximate searches with one filter compare with exact ones.</summary>
/// <param name="Field">The payload field of the filter.</param>
/// <param name="Value">Its value.</param>
/// <param name="Probes">How many queries were compared, the last ones.</param>
/// <param name="Recall">Mean share of the exact answer that the approximate one had, in [0, 1].</param>
/// <param name="IsApproximate">Whether searches with this filter are approximate now.</param>
public sealed record MeasuredRecall(string Field, string Value, int Probes, double Recall, bool IsApproximate);

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>How approximate searches with one filter compare with exact ones.</summary>
/// <param name="Field">The payload field of the filter.</param>
/// <param name="Value">Its value.</param>
/// <param name="Probes">Number of queries compared; only the last ones count.</param>
/// <param name="Recall">Mean share of the exact answer in the approximate one, in [0, 1].</param>
/// <param name="IsApproximate">Whether searches with this filter are approximate now.</param>
public sealed record MeasuredRecall(string Field, string Value, int Probes, double Recall, bool IsApproximate);

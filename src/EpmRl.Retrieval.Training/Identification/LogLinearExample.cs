using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Training.Identification;

/// <summary>One attribute of one labelled listing, as numbers: the candidates, the null value last, and which of them are right.</summary>
/// <param name="Choices">The candidates; the last one is the null value.</param>
/// <param name="Right">[choices]: which are right; at least one is.</param>
/// <param name="Independent">True when each value is decided separately against null: attributes with several values.</param>
/// <param name="Vector">The listing's vector, scaled; [D], or empty.</param>
internal sealed record LogLinearExample(LogLinearChoice[] Choices, bool[] Right, bool Independent, double[] Vector);

/// <summary>A candidate.</summary>
/// <param name="Mentions">Parameters summed by each of its mentions.</param>
/// <param name="Features">Parameters summed by the value itself, its text terms included.</param>
/// <param name="VectorAt">First of the D parameters that weigh the listing's vector for it; -1 without.</param>
internal readonly record struct LogLinearChoice(Feature[][] Mentions, Feature[] Features, int VectorAt);

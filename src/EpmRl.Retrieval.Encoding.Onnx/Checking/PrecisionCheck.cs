namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How one precision of a model did on its golden texts.</summary>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Space">The space's fingerprint.</param>
/// <param name="LeastCosine">Smallest cosine to a stored vector.</param>
/// <param name="MeanCosine">Mean cosine to the stored vectors.</param>
/// <param name="NeighbourDifference">Largest difference of a component between a text alone and among the others.</param>
/// <param name="NeededLeast">What <paramref name="LeastCosine"/> must reach.</param>
/// <param name="NeededMean">What <paramref name="MeanCosine"/> must reach.</param>
/// <param name="Passed">Whether all is as it must be.</param>
public sealed record PrecisionCheck(
    string Precision, string Device, string Space, double LeastCosine, double MeanCosine, float NeighbourDifference,
    double NeededLeast, double NeededMean, bool Passed);

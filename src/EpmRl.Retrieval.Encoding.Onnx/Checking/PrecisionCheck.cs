namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The result of one precision of a model on its golden texts.</summary>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>int8</c>.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Space">The space's fingerprint.</param>
/// <param name="LeastCosine">Smallest cosine to a stored vector.</param>
/// <param name="MeanCosine">Mean cosine to the stored vectors.</param>
/// <param name="NeighbourDifference">Largest difference of a component between a text alone and in a batch.</param>
/// <param name="NeededLeast">Required minimum of <paramref name="LeastCosine"/>.</param>
/// <param name="NeededMean">Required minimum of <paramref name="MeanCosine"/>.</param>
/// <param name="Passed">Whether every requirement is met.</param>
public sealed record PrecisionCheck(
    string Precision, string Device, string Space, double LeastCosine, double MeanCosine, float NeighbourDifference,
    double NeededLeast, double NeededMean, bool Passed);

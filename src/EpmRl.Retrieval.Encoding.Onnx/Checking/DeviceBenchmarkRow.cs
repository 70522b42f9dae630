namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>One precision on one device in calls of one size.</summary>
/// <param name="Device"><c>cpu</c>, or a GPU such as <c>cuda:0</c>.</param>
/// <param name="Precision"><c>fp32</c> or <c>fp16</c>.</param>
/// <param name="CallTexts">Texts of a call.</param>
/// <param name="Calls">Calls measured.</param>
/// <param name="TextsPerSecond">Texts a second over all calls, tokenizing included.</param>
/// <param name="MedianMilliseconds">Median time of a call.</param>
/// <param name="P99Milliseconds">Time that 99 of 100 calls did not exceed.</param>
/// <param name="LeastCosine">Smallest cosine to the vectors of fp32 on the processor.</param>
/// <param name="MeanCosine">Mean cosine to them.</param>
/// <param name="LeastCosineAllowed">The smallest cosine must be at least this.</param>
/// <param name="Passed">Whether it is.</param>
public sealed record DeviceBenchmarkRow(
    string Device, string Precision, int CallTexts, int Calls, double TextsPerSecond, double MedianMilliseconds, double P99Milliseconds,
    double LeastCosine, double MeanCosine, double LeastCosineAllowed, bool Passed);

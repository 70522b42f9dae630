namespace EpmRl.Retrieval.Training.Networks;

/// <summary>What <see cref="TrainingBenchmark"/> measured.</summary>
/// <param name="Device"><c>cpu</c>, or a GPU such as <c>cuda:0</c>.</param>
/// <param name="Texts">Texts of a step.</param>
/// <param name="Tokens">Tokens of a text.</param>
/// <param name="Rounds">Steps timed.</param>
/// <param name="ForwardMilliseconds">Median time of a forward pass.</param>
/// <param name="StepMilliseconds">Median time of a step.</param>
/// <param name="LongestStepMilliseconds">The longest step.</param>
/// <param name="FirstLoss">The loss before the first step.</param>
/// <param name="FirstGradientNorm">The gradients' norm at the first step, before clipping.</param>
/// <param name="LargestDifference">Largest relative difference, over the first steps, of loss and gradients' norm to the
/// processor's.</param>
/// <param name="DifferenceAllowed">What the difference may be.</param>
/// <param name="Passed">Whether it is not larger.</param>
internal sealed record TrainingBenchmarkReport(
    string Device, int Texts, int Tokens, int Rounds, double ForwardMilliseconds, double StepMilliseconds, double LongestStepMilliseconds,
    double FirstLoss, double FirstGradientNorm, double LargestDifference, double DifferenceAllowed, bool Passed);

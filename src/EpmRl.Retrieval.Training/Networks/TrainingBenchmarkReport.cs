namespace EpmRl.Retrieval.Training.Networks;

/// <summary>Results of <see cref="TrainingBenchmark"/>.</summary>
/// <param name="Device"><c>cpu</c>, or a GPU such as <c>cuda:0</c>.</param>
/// <param name="Texts">Texts of a step.</param>
/// <param name="Tokens">Tokens of a text.</param>
/// <param name="Rounds">Steps timed.</param>
/// <param name="ForwardMilliseconds">Median time of a forward pass.</param>
/// <param name="StepMilliseconds">Median time of a step.</param>
/// <param name="LongestStepMilliseconds">The longest step.</param>
/// <param name="FirstLoss">The loss before the first step.</param>
/// <param name="FirstGradientNorm">The gradients' norm at the first step, before clipping.</param>
/// <param name="LargestDifference">Largest relative difference, over the first steps, of loss and gradients' norm from the
/// processor's.</param>
/// <param name="DifferenceAllowed">Largest allowed difference.</param>
/// <param name="Passed">Whether the difference is allowed.</param>
internal sealed record TrainingBenchmarkReport(
    string Device, int Texts, int Tokens, int Rounds, double ForwardMilliseconds, double StepMilliseconds, double LongestStepMilliseconds,
    double FirstLoss, double FirstGradientNorm, double LargestDifference, double DifferenceAllowed, bool Passed);

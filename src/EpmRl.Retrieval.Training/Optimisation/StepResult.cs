namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>The result of a step.</summary>
/// <param name="Loss">The loss before the step (the mean for micro-batches).</param>
/// <param name="GradientNorm">L2 norm of all gradients together, before clipping.</param>
/// <param name="Observed">The tensors requested when the session was created, flattened; empty after micro-batches.</param>
internal sealed record StepResult(double Loss, double GradientNorm, IReadOnlyList<float[]> Observed);

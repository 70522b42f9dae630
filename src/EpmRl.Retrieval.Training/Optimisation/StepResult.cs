namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>What a step tells.</summary>
/// <param name="Loss">The loss before the step (of micro-batches their mean).</param>
/// <param name="GradientNorm">L2 norm of all gradients together, before clipping.</param>
/// <param name="Observed">The tensors asked for when the session was made, flattened; empty after micro-batches.</param>
internal sealed record StepResult(double Loss, double GradientNorm, IReadOnlyList<float[]> Observed);

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Progress of a training run, after a step.</summary>
/// <param name="Step">Steps taken, including those before a resume; 1 or more.</param>
/// <param name="Steps">Steps of the entire run.</param>
/// <param name="Loss">The step's loss, at least 0.</param>
/// <param name="LearningRate">The step's learning rate.</param>
/// <param name="Elapsed">Time since the run was started or resumed.</param>
/// <param name="Remaining">Estimate of the time left, validations included.</param>
/// <param name="ValidationF1">Micro F1 of the held-out pairs, in [0, 1], if this step was followed by a validation.</param>
public sealed record EncoderTrainingProgress(
    int Step, int Steps, double Loss, double LearningRate, TimeSpan Elapsed, TimeSpan Remaining, double? ValidationF1 = null);

/// <summary>A point of the learning curve.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="ValidationF1">Micro F1 of the held-out pairs after it, if it was measured.</param>
public sealed record CurvePoint(int Step, double Loss, double? ValidationF1 = null);

/// <summary>The result of a training run.</summary>
/// <param name="Steps">Steps taken.</param>
/// <param name="BestStep">The step whose weights are exported: the best validated one, or the last.</param>
/// <param name="BestF1">Micro F1 of the held-out pairs at that step, in [0, 1]; null if none were held out.</param>
/// <param name="Curve">A point for every step.</param>
internal sealed record EncoderTrainingResult(int Steps, int BestStep, double? BestF1, IReadOnlyList<CurvePoint> Curve);

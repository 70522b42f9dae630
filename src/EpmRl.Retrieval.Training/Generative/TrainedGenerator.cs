namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The outcome of a stage.</summary>
/// <param name="Figures">The validation pairs: all, seen products, unseen ones, by set; empty where none are held out.</param>
/// <param name="Cost">What was spent.</param>
/// <param name="Curve">A point for each step.</param>
/// <param name="IsComplete">False where the time given ran out; run it again to resume.</param>
internal sealed record TrainedGenerator(
    IReadOnlyList<GenerativeFigures> Figures, TrainingCost Cost, IReadOnlyList<GenerativePoint> Curve, bool IsComplete);

using EpmRl.Retrieval.Evaluation;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The engines of a training run.</summary>
/// <param name="Final">The engine over the final encoder.</param>
/// <param name="Folds">[F]: the engine that never saw the labels of each fold; empty where all share the final one.</param>
internal sealed record FoldEngines(EvaluationEngine Final, IReadOnlyList<EvaluationEngine> Folds)
{
    /// <summary>The engine that never saw the labels of a fold.</summary>
    public EvaluationEngine Without(int fold) => Folds.Count == 0 ? Final : Folds[fold];
}

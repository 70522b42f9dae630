using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary>What is measured, and how.</summary>
internal sealed record EvaluationSettings
{
    /// <summary>The folds; null when nothing is learned.</summary>
    public required FoldPlan? Folds { get; init; }

    /// <summary>Seed of folds and bootstrap.</summary>
    public required int Seed { get; init; }

    /// <summary>When an answer equals a label.</summary>
    public required LabelMatch Match { get; init; }

    /// <summary>The channels to score, each by itself; the first is the one that reports detail.</summary>
    public required IReadOnlyList<IdentificationChannels> Channels { get; init; }

    /// <summary>What thresholds aim at.</summary>
    public required CalibrationFitterOptions Fitting { get; init; }
}

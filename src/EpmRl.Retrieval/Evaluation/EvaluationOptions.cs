using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>How identification is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Folds for out-of-fold calibration, at least 2; 0 for none: nothing is fitted and the built-in rule is scored.</summary>
    public int Folds { get; init; }

    /// <summary>True when a fold holds whole groups of listings (shops), so that none is both fitted on and answered.</summary>
    public bool FoldsByGroup { get; init; }

    /// <summary>Seed of the folds and of the bootstrap.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>When an answer equals a gold label.</summary>
    public LabelMatch Match { get; init; } = LabelMatch.Exact;

    /// <summary>The channels to score, each by itself; the first is the one that reports detail.</summary>
    public IReadOnlyList<IdentificationChannels> Channels { get; init; } =
        [IdentificationChannels.All, IdentificationChannels.Dense, IdentificationChannels.Mentions];

    /// <summary>How calibration is fitted when there are folds.</summary>
    public CalibrationFitterOptions Fitting { get; init; } = new();
}

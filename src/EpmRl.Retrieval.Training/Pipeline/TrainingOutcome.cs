using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>
/// The result of a training run: an encoder, what was learned over it, and figures on listings that it did not learn from.
/// </summary>
public sealed record TrainingOutcome
{
    /// <summary>Model folder of the encoder: one in the run's folder, or the base's.</summary>
    public required string EncoderFolder { get; init; }

    /// <summary>How the encoder's training went; null for the base's encoder.</summary>
    internal EncoderTrainingResult? EncoderTraining { get; init; }

    /// <summary>The encoder's space.</summary>
    public required EncoderSpace Space { get; init; }

    /// <summary>Identification with what was learned.</summary>
    public required IdentificationOptions Identification { get; init; }

    /// <summary>Every labelled pair, answered out of fold; empty where nothing was learned over the encoder.</summary>
    internal IReadOnlyList<PairResult> Pairs { get; init; } = [];

    /// <summary>Figures of the thresholds, out of fold; empty without thresholds.</summary>
    internal IReadOnlyList<ThresholdFigure> Thresholds { get; init; } = [];

    /// <summary>Aliases that the listings suggest.</summary>
    internal IReadOnlyList<AliasSuggestion> Aliases { get; init; } = [];

    /// <summary>Micro F1 of <see cref="Pairs"/>, in [0, 1].</summary>
    public double F1 => F1Counts.Of(Pairs).F1;
}

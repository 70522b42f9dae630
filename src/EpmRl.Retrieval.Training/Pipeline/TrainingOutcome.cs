using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>
/// The result of a training run: an encoder, the parts trained on it, and figures on listings that were not used for their training.
/// </summary>
public sealed record TrainingOutcome
{
    /// <summary>Model folder of the encoder: one in the run's folder, or the base's.</summary>
    public required string EncoderFolder { get; init; }

    /// <summary>Result of the encoder's training; null for the base's encoder.</summary>
    internal EncoderTrainingResult? EncoderTraining { get; init; }

    /// <summary>The encoder's space.</summary>
    public required EncoderSpace Space { get; init; }

    /// <summary>Identification options with the trained parts.</summary>
    public required IdentificationOptions Identification { get; init; }

    /// <summary>The file of a trained reader; null if none was trained.</summary>
    internal string? ReaderWeights { get; init; }

    /// <summary>Its figures; null if none was trained.</summary>
    internal SpanTrainingResult? Reader { get; init; }

    /// <summary>Every labelled pair, answered out of fold; empty if only the encoder was trained.</summary>
    internal IReadOnlyList<PairResult> Pairs { get; init; } = [];

    /// <summary>Figures of the thresholds, out of fold; empty without thresholds.</summary>
    internal IReadOnlyList<ThresholdFigure> Thresholds { get; init; } = [];

    /// <summary>Aliases that the listings suggest.</summary>
    internal IReadOnlyList<AliasSuggestion> Aliases { get; init; } = [];

    /// <summary>Micro F1 of <see cref="Pairs"/>, in [0, 1].</summary>
    public double F1 => F1Counts.Of(Pairs).F1;
}

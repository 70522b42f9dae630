using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>What came of a training run.</summary>
/// <param name="Encoder">The encoder.</param>
/// <param name="Space">The space that it computes in.</param>
/// <param name="Learned">What was learned over it.</param>
/// <param name="Aliases">Aliases that the listings suggest.</param>
internal sealed record TrainingOutcome(TrainedEncoder Encoder, EncoderSpace Space, Learned Learned, IReadOnlyList<AliasSuggestion> Aliases);

/// <summary>The encoder of a run.</summary>
/// <param name="Folder">Its model folder: one of the run, or the base's.</param>
/// <param name="Result">How its training went; null for the base's.</param>
internal sealed record TrainedEncoder(string Folder, EncoderTrainingResult? Result);

/// <summary>What was learned over an encoder, and how good it is on listings it did not learn from.</summary>
/// <param name="Options">The engine's options.</param>
/// <param name="Pairs">Every labelled pair, answered out of fold; empty where nothing was asked.</param>
/// <param name="Thresholds">The figures of the thresholds, out of fold; empty without thresholds.</param>
internal sealed record Learned(IdentificationOptions Options, IReadOnlyList<PairResult> Pairs, IReadOnlyList<ThresholdFigure> Thresholds)
{
    /// <summary>F1 of the pairs, in [0, 1].</summary>
    public double F1 => F1Counts.Of(Pairs).F1;
}

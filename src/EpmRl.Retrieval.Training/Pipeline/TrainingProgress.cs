using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>One report of a training run: a sentence, a step of an encoder, or a count.</summary>
/// <param name="Stage">The stage that reports.</param>
public sealed record TrainingProgress(TrainingStage Stage)
{
    /// <summary>A sentence about a start or a result; null in other reports.</summary>
    public string? Message { get; init; }

    /// <summary>A step of an encoder's training; null in other reports.</summary>
    public EncoderTrainingProgress? Step { get; init; }

    /// <summary>Prompts encoded, models fitted or listings answered since the stage's last sentence.</summary>
    public long Done { get; init; }

    /// <summary>The final value of <see cref="Done"/>; 0 while unknown.</summary>
    public long Total { get; init; }
}

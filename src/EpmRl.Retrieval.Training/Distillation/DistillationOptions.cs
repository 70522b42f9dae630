namespace EpmRl.Retrieval.Training.Distillation;

/// <summary>How a smaller encoder is trained to reproduce a larger one's vectors.</summary>
public sealed record DistillationOptions
{
    /// <summary>Layers of the smaller encoder, from 1 to one less than the larger one's.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Passes over the texts, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Tokens of a step, at least 1; a longer text is a step of its own.</summary>
    public int BatchTokens { get; init; } = 4096;

    /// <summary>Peak of the learning rate, above 0; it rises over the first tenth of the steps and falls linearly to zero.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Decoupled weight decay of AdamW, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Longest text in training, special tokens included; longer texts are cut, for both encoders.</summary>
    public int MaxTokens { get; init; } = 192;

    /// <summary>Seed of the order and of the choice of held-out texts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks every range except the upper bound of <see cref="Layers"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}

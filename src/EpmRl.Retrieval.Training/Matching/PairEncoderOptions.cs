namespace EpmRl.Retrieval.Training.Matching;

/// <summary>How a pair encoder is trained.</summary>
internal sealed record PairEncoderOptions
{
    /// <summary>The model folder of the encoder that it begins with.</summary>
    public required string Base { get; init; }

    /// <summary>The folder that it is written to.</summary>
    public required string Folder { get; init; }

    /// <summary>Layers that are kept of the base's, from the lowest; fewer are faster.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>The most pairs of an epoch.</summary>
    public int Pairs { get; init; } = 40_000;

    /// <summary>The most listings of the stage that names the aspect of each word; 0 for none.</summary>
    public int Parsed { get; init; } = 6_000;

    /// <summary>Passes over the pairs.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Pairs of a step.</summary>
    public int BatchPairs { get; init; } = 32;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Probability of dropping an element.</summary>
    public double Dropout { get; init; } = 0.05;

    /// <summary>Threads; 0 for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of weights, order and dropout.</summary>
    public int Seed { get; init; } = 1;
}

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>What a training run trains.</summary>
[Flags]
internal enum TrainedParts
{
    /// <summary>The encoder.</summary>
    Encoder = 1,

    /// <summary>The models that weigh mentions and retrieved values against each other.</summary>
    Mentions = 2,

    /// <summary>Probabilities and thresholds.</summary>
    Calibration = 4,

    /// <summary>All of it.</summary>
    All = Encoder | Mentions | Calibration,
}

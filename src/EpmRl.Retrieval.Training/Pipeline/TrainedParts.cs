namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>The parts of a model that a training run trains.</summary>
[Flags]
public enum TrainedParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The encoder.</summary>
    Encoder = 1,

    /// <summary>The model that weighs mentions and retrieved values against each other.</summary>
    Mentions = 2,

    /// <summary>Probabilities and thresholds.</summary>
    Calibration = 4,

    /// <summary>The reader that judges places of the text.</summary>
    Reader = 8,

    /// <summary>Encoder, mentions and calibration; the reader is the base's.</summary>
    All = Encoder | Mentions | Calibration,
}

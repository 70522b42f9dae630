namespace EpmRl.Retrieval.Training.Pipeline;

/// <summary>The stages of a training run; encoder, distillation and index recur for each fold.</summary>
public enum TrainingStage
{
    /// <summary>The run's folder is opened.</summary>
    Starting,

    /// <summary>An encoder is trained.</summary>
    Encoder,

    /// <summary>A smaller encoder is distilled from a trained one.</summary>
    Distillation,

    /// <summary>The taxonomy's prompts are encoded.</summary>
    Index,

    /// <summary>Identification models are fitted.</summary>
    Models,

    /// <summary>Listings are answered out of fold, for thresholds and figures.</summary>
    Answers,

    /// <summary>The encoder to publish is chosen.</summary>
    Choice,

    /// <summary>The reader is trained.</summary>
    Reader,
}

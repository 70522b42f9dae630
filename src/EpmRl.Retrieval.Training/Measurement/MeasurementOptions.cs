using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Says what an <see cref="IdentificationMeasurement"/> measures, and how.</summary>
internal sealed record MeasurementOptions
{
    /// <summary>The folds, of the first seed; null for none.</summary>
    public FoldPlan? Folds { get; init; }

    /// <summary>The listings to learn from; null when they come from the listings that are scored.</summary>
    public LabelledDataSet? FitOn { get; init; }

    /// <summary>What is unknown in training although it is asked about.</summary>
    public LeaveOut LeaveOut { get; init; }

    /// <summary>Seeds of folds and training, one for each run; at least one.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>When an answer equals a label.</summary>
    public LabelMatch Match { get; init; } = LabelMatch.Exact;

    /// <summary>The channels to score, each by itself; the first is the one that reports detail.</summary>
    public IReadOnlyList<IdentificationChannels> Channels { get; init; } = [IdentificationChannels.All];

    /// <summary>What is trained besides the calibration.</summary>
    public EngineParts Trained { get; init; }

    /// <summary>Whether the parts of the engine are compared instead of its channels.</summary>
    public bool Ablation { get; init; }

    /// <summary>How it is trained; seeds and folds are those above.</summary>
    public TrainingConfiguration Training { get; init; } = new();

    /// <summary>Model folder from which encoders are trained; needed where <see cref="Trained"/> has the encoder.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>How trained encoders are run.</summary>
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>Receives every step of an encoder's training; null for none.</summary>
    public IProgress<EncoderTrainingProgress>? EncoderSteps { get; init; }

    /// <summary>Whether anything is learned.</summary>
    public bool Learns => Folds is not null || FitOn is not null || LeaveOut != LeaveOut.Nothing;

    /// <summary>
    /// Whether thresholds are fitted. Not where the encoder alone is trained: they are fitted to answers of encoders that do not know the
    /// listing, which are ten more for five folds, and the null value's score is a threshold by itself.
    /// </summary>
    internal bool FitsThresholds => Trained != EngineParts.Encoder || Training.Calibration.Precision is not null;
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Runs;

namespace EpmRl.Retrieval.Training.Measurement;

/// <summary>Specifies what an <see cref="IdentificationMeasurement"/> measures, and how.</summary>
internal sealed record MeasurementOptions
{
    /// <summary>The folds, of the first seed; null for none.</summary>
    public FoldPlan? Folds { get; init; }

    /// <summary>The listings to learn from; null to use the scored listings.</summary>
    public LabelledDataSet? FitOn { get; init; }

    /// <summary>What is unknown in training although it is asked about.</summary>
    public LeaveOut LeaveOut { get; init; }

    /// <summary>Seeds of folds and training, one for each run; at least one.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>When an answer equals a label.</summary>
    public LabelMatch Match { get; init; } = LabelMatch.Exact;

    /// <summary>The channels to score, each separately; the first one reports details.</summary>
    public IReadOnlyList<IdentificationChannels> Channels { get; init; } = [IdentificationChannels.All];

    /// <summary>The parts trained in addition to the calibration.</summary>
    public EngineParts Trained { get; init; }

    /// <summary>Whether the parts of the engine are compared instead of its channels.</summary>
    public bool Ablation { get; init; }

    /// <summary>How it is trained; seeds and folds are given above.</summary>
    public TrainingConfiguration Training { get; init; } = new();

    /// <summary>Model folder from which encoders are trained; required when <see cref="Trained"/> includes the encoder.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>How trained encoders are run.</summary>
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>Receives every step of an encoder's training; null for none.</summary>
    public IProgress<EncoderTrainingProgress>? EncoderSteps { get; init; }

    /// <summary>Whether anything is learned.</summary>
    public bool Learns => Folds is not null || FitOn is not null || LeaveOut != LeaveOut.Nothing;

    /// <summary>
    /// Whether thresholds are fitted. Not if only the encoder is trained: they are fitted to answers of encoders that do not know the
    /// listing, which are ten more for five folds, and the null value's score is a threshold already.
    /// </summary>
    internal bool FitsThresholds => Trained != EngineParts.Encoder || Training.Calibration.Precision is not null;
}

using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Distillation;
using EpmRl.Retrieval.Training.Identification;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The sections of a training configuration, with every setting's comment and range.</summary>
internal static class TrainingSections
{
    private static readonly Section<RunOptions> Run = new("run", "The entire run.",
    [
        Setting.Whole<RunOptions>(
            "seed",
            "Seed of everything that is random: the same seed, data and base give the same model.",
            run => run.Seed, (run, value) => run with { Seed = value }, least: 0),
        Setting.Whole<RunOptions>(
            "folds",
            "Folds of cross-fitting and of the report's figures: each listing is answered by parts trained without it.",
            run => run.Folds, (run, value) => run with { Folds = value }, least: 2, most: 100),
        Setting.Whole<RunOptions>(
            "encoder_folds",
            "Encoders in addition to the final one, each trained without its fold, for unbiased vectors; 0 for none.",
            run => run.EncoderFolds, (run, value) => run with { EncoderFolds = value }, least: 0, most: 100),
        Setting.Flag<RunOptions>(
            "folds_by_shop",
            "Whether a shop's listings stay in one fold: figures and thresholds for unseen shops.",
            run => run.FoldsByShop, (run, value) => run with { FoldsByShop = value }),
    ]);

    private static readonly Section<DistillationOptions> Distillation =
        new("distillation", "The smaller encoder distilled from the trained one.",
    [
        Setting.Whole<DistillationOptions>(
            "layers",
            "Layers of the smaller encoder, fewer than the larger one's.",
            o => o.Layers, (o, v) => o with { Layers = v }),
        Setting.Whole<DistillationOptions>(
            "epochs",
            "Passes over the texts.",
            o => o.Epochs, (o, v) => o with { Epochs = v }),
        Setting.Whole<DistillationOptions>(
            "batch_tokens",
            "Tokens of a step.",
            o => o.BatchTokens, (o, v) => o with { BatchTokens = v }),
        Setting.Number<DistillationOptions>(
            "learning_rate",
            "Peak of the learning rate.",
            o => o.LearningRate, (o, v) => o with { LearningRate = v }, above: true),
        Setting.Number<DistillationOptions>(
            "weight_decay",
            "Decoupled weight decay of AdamW.",
            o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Setting.Whole<DistillationOptions>(
            "max_tokens",
            "Longest text in training; longer texts are cut.",
            o => o.MaxTokens, (o, v) => o with { MaxTokens = v }, least: 3),
    ]);

    private static readonly Section<IdentificationModelOptions> Identification =
        new("identification", "The model that weighs mentions, words and vectors against each other and against no value.",
    [
        Setting.Number<IdentificationModelOptions>(
            "regularization",
            "Penalty on every weight; larger is smoother.",
            o => o.Regularization, (o, v) => o with { Regularization = v }, above: true),
        Setting.Whole<IdentificationModelOptions>(
            "min_listings",
            "Features and words of fewer listings are left out.",
            o => o.MinListings, (o, v) => o with { MinListings = v }),
        Setting.Number<IdentificationModelOptions>(
            "word_scale",
            "Weight of the listing's words relative to other features.",
            o => o.WordScale, (o, v) => o with { WordScale = v }, above: true),
        Setting.Number<IdentificationModelOptions>(
            "vector_scale",
            "Weight of the listing's vector relative to other features.",
            o => o.VectorScale, (o, v) => o with { VectorScale = v }, above: true),
        Setting.Whole<IdentificationModelOptions>(
            "steps",
            "Most steps of the optimiser.",
            o => o.Steps, (o, v) => o with { Steps = v }),
        Setting.Number<IdentificationModelOptions>(
            "tolerance",
            "The optimiser ends when a step gains less than this share of the loss.",
            o => o.Tolerance, (o, v) => o with { Tolerance = v }),
        Setting.Number<IdentificationModelOptions>(
            "smallest_weight",
            "Weights closer to zero than this are dropped.",
            o => o.SmallestWeight, (o, v) => o with { SmallestWeight = v }),
    ]);

    private static readonly Section<SpanTrainingOptions> Reader =
        new("reader", "The reader that judges whether a place of the text states the product's value.",
    [
        Setting.Whole<SpanTrainingOptions>(
            "epochs", "Passes over the texts.", o => o.Epochs, (o, v) => o with { Epochs = v }, least: 1),
        Setting.Whole<SpanTrainingOptions>(
            "batch_texts", "Texts of a step.", o => o.BatchTexts, (o, v) => o with { BatchTexts = v }, least: 2),
        Setting.Number<SpanTrainingOptions>(
            "learning_rate", "Peak of the learning rate.", o => o.LearningRate, (o, v) => o with { LearningRate = v }, above: true),
        Setting.Number<SpanTrainingOptions>(
            "weight_decay", "Decoupled weight decay of AdamW.", o => o.WeightDecay, (o, v) => o with { WeightDecay = v }),
        Setting.Number<SpanTrainingOptions>(
            "dropout", "Dropout.", o => o.Dropout, (o, v) => o with { Dropout = v }, most: 0.9),
        Setting.Number<SpanTrainingOptions>(
            "twin_weight", "Weight of pairs of texts that differ only by a cue; 0 trains without them.",
            o => o.TwinWeight, (o, v) => o with { TwinWeight = v }),
        Setting.Number<SpanTrainingOptions>(
            "twin_margin", "Log-odds by which the cue should move the score.", o => o.TwinMargin, (o, v) => o with { TwinMargin = v }),
        Setting.Whole<SpanTrainingOptions>(
            "open_negatives", "Wrong groups of words of a text, drawn for each epoch: the title has hundreds for each open value.",
            o => o.OpenNegatives, (o, v) => o with { OpenNegatives = v }, least: 1),
        Setting.Number<SpanTrainingOptions>(
            "validation_share", "Share of the texts held out to choose the best epoch.",
            o => o.ValidationShare, (o, v) => o with { ValidationShare = v }, most: 0.9),
        Setting.Whole<SpanTrainingOptions>(
            "max_tokens", "Longest text in training; longer texts are cut.",
            o => o.MaxTokens, (o, v) => o with { MaxTokens = v }, least: 3),
    ]);

    private static readonly Section<CalibrationFitterOptions> Calibration = new("calibration", "Probabilities and thresholds.",
    [
        Setting.NumberOrNone<CalibrationFitterOptions>(
            "precision",
            "Precision that answers must reach, above 0 and up to 1; none for maximum F1.",
            fit => fit.Precision, (fit, value) => fit with { Precision = value }, most: 1, above: true),
        Setting.Number<CalibrationFitterOptions>(
            "review_probability",
            "Answers less probable than this need review, above 0 and below 1.",
            fit => fit.ReviewProbability, (fit, value) => fit with { ReviewProbability = value }, least: 0, most: 0.999, above: true),
        Setting.Number<CalibrationFitterOptions>(
            "prior_samples",
            "Weight of the other attributes of a kind in an attribute's own curve, as a number of samples.",
            fit => fit.PriorSamples, (fit, value) => fit with { PriorSamples = value }),
    ]);

    /// <summary>The sections' keys.</summary>
    public static string[] Names { get; } =
        [Run.Name, EncoderSettings.Section.Name, Distillation.Name, Identification.Name, Reader.Name, Calibration.Name];

    /// <summary>Reads all sections.</summary>
    public static TrainingConfiguration Read(YamlFields file, TrainingConfiguration configuration, ProblemLog log) => configuration with
    {
        Run = Run.Read(file, configuration.Run, log),
        Encoder = EncoderSettings.Section.Read(file, configuration.Encoder, log),
        Distillation = Distillation.Read(file, configuration.Distillation, log),
        Identification = Identification.Read(file, configuration.Identification, log),
        Reader = Reader.Read(file, configuration.Reader, log),
        Calibration = Calibration.Read(file, configuration.Calibration, log),
    };

    /// <summary>Writes all sections.</summary>
    public static void Write(StringBuilder text, TrainingConfiguration configuration)
    {
        Run.Write(text, configuration.Run);
        EncoderSettings.Section.Write(text, configuration.Encoder);
        Distillation.Write(text, configuration.Distillation);
        Identification.Write(text, configuration.Identification);
        Reader.Write(text, configuration.Reader);
        Calibration.Write(text, configuration.Calibration);
    }
}

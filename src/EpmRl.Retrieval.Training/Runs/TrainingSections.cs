using System.Text;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy.Files;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>The sections of a training configuration, with every setting's comment and range.</summary>
internal static class TrainingSections
{
    private static readonly Section<RunOptions> Run = new("run", "The whole run.",
    [
        Setting.Whole<RunOptions>("seed", "Seed of everything that is random: the same seed, data and base give the same model.",
            run => run.Seed, (run, value) => run with { Seed = value }, least: 0),
        Setting.Whole<RunOptions>("folds", "Folds of cross-fitting and of the report's figures: each listing is answered by what was learned without it.",
            run => run.Folds, (run, value) => run with { Folds = value }, least: 2, most: 100),
        Setting.Flag<RunOptions>("folds_by_shop", "Whole shops to a fold: figures and thresholds for shops that were never seen.",
            run => run.FoldsByShop, (run, value) => run with { FoldsByShop = value }),
    ]);

    private static readonly Section<CalibrationFitterOptions> Calibration = new("calibration", "Probabilities and thresholds.",
    [
        Setting.NumberOrNone<CalibrationFitterOptions>("precision", "Precision that answers must reach, above 0 and up to 1; none for maximum F1.",
            fit => fit.Precision, (fit, value) => fit with { Precision = value }, most: 1, above: true),
        Setting.Number<CalibrationFitterOptions>("review_probability", "Answers less probable than this need review, above 0 and below 1.",
            fit => fit.ReviewProbability, (fit, value) => fit with { ReviewProbability = value }, least: 0, most: 0.999, above: true),
        Setting.Number<CalibrationFitterOptions>("prior_samples", "How many samples the other attributes of a kind count as in an attribute's own curve.",
            fit => fit.PriorSamples, (fit, value) => fit with { PriorSamples = value }),
    ]);

    /// <summary>The sections' keys.</summary>
    public static string[] Names { get; } = [Run.Name, EncoderSettings.Section.Name, Calibration.Name];

    /// <summary>Reads all sections.</summary>
    public static TrainingConfiguration Read(YamlFields file, TrainingConfiguration configuration, ProblemLog log) => configuration with
    {
        Run = Run.Read(file, configuration.Run, log),
        Encoder = EncoderSettings.Section.Read(file, configuration.Encoder, log),
        Calibration = Calibration.Read(file, configuration.Calibration, log),
    };

    /// <summary>Writes all sections.</summary>
    public static void Write(StringBuilder text, TrainingConfiguration configuration)
    {
        Run.Write(text, configuration.Run);
        EncoderSettings.Section.Write(text, configuration.Encoder);
        Calibration.Write(text, configuration.Calibration);
    }
}

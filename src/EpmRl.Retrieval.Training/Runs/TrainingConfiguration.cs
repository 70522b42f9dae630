using System.Text;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Training.Contrastive;
using EpmRl.Retrieval.Training.Distillation;
using EpmRl.Retrieval.Training.Identification;
using EpmRl.Retrieval.Training.Spans;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>Every option of a training run, as one YAML file.</summary>
public sealed record TrainingConfiguration
{
    private const int MostBytes = 1 << 20;
    private const string FormatKey = "format";

    /// <summary>Options of the entire run.</summary>
    internal RunOptions Run { get; init; } = new();

    /// <summary>How the encoder is trained. Its seed is the run's.</summary>
    public EncoderTrainingOptions Encoder { get; init; } = new();

    /// <summary>How a smaller encoder is distilled from it, if requested. Its seed is the run's.</summary>
    public DistillationOptions Distillation { get; init; } = new();

    /// <summary>How the model over mentions, words and vectors is fitted.</summary>
    public IdentificationModelOptions Identification { get; init; } = new();

    /// <summary>How the reader is trained. Its seed is the run's.</summary>
    internal SpanTrainingOptions Reader { get; init; } = new();

    /// <summary>How probabilities and thresholds are fitted.</summary>
    internal CalibrationFitterOptions Calibration { get; init; } = new();

    /// <summary>Reads a file; missing keys have their defaults.</summary>
    /// <exception cref="TaxonomyFormatException">The file cannot be read, has an unknown key, or a value out of range; lists every problem
    /// with its line.</exception>
    public static TrainingConfiguration Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var log = new ProblemLog();
        var configuration = new TrainingConfiguration();
        if (WholeFile.Read(path, MostBytes, "A configuration is a page of text.", log) is { } bytes
            && YamlFile.Parse(path, bytes, log) is { } map)
        {
            var file = new YamlFields(map, path, "the configuration", log, [FormatKey, .. TrainingSections.Names]);
            TaxonomyReader.CheckFormat(file, log);
            configuration = TrainingSections.Read(file, configuration, log);
        }

        log.ThrowIfErrors();
        return configuration;
    }

    /// <summary>The complete configuration as a file, each option below its description. <see cref="Read"/> reads it back.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder("# How a model is trained. Keys that are left out have their defaults.\n");
        text.Append("format: ").Append(TaxonomySchema.Format).Append('\n');
        TrainingSections.Write(text, this);
        return text.ToString();
    }
}

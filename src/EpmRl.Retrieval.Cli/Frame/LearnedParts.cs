using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>What a model folder learned from labelled listings besides its encoder, as <c>epmrl train</c> writes it.</summary>
internal sealed record LearnedParts
{
    /// <summary>The file with probabilities and thresholds.</summary>
    public const string CalibrationName = "calibration.json";

    /// <summary>Of a folder that holds an encoder alone.</summary>
    public static LearnedParts None { get; } = new();

    /// <summary>What weighs mentions and retrieved values against each other; null without any.</summary>
    public IdentificationModel? Model { get; init; }

    /// <summary>The file that the model was read from; null without one.</summary>
    public string? ModelFile { get; init; }

    /// <summary>Probabilities and thresholds; null without any.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The file that the calibration was read from; null without one.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Whether there is nothing besides the encoder.</summary>
    public bool IsEmpty => Model is null && Calibration is null;

    /// <summary>Reads what a model folder has.</summary>
    /// <exception cref="ModelFormatException">A file of it is damaged.</exception>
    public static LearnedParts Load(string modelFolder)
    {
        string model = Path.Combine(modelFolder, IdentificationModelFile.Name);
        string calibration = Path.Combine(modelFolder, CalibrationName);
        LearnedParts parts = File.Exists(model) ? None with { Model = IdentificationModelFile.Load(model), ModelFile = model } : None;
        return File.Exists(calibration) ? parts.WithCalibration(calibration) : parts;
    }

    /// <summary>The same with the calibration of a file.</summary>
    /// <exception cref="ModelFormatException">There is no such file, or it is damaged.</exception>
    public LearnedParts WithCalibration(string file) => this with { Calibration = Identification.CalibrationFile.Load(file), CalibrationFile = file };

    /// <summary>The same without a calibration.</summary>
    public LearnedParts WithoutCalibration() => this with { Calibration = null, CalibrationFile = null };

    /// <summary>Refuses an encoder in whose space nothing of it was learned.</summary>
    /// <exception cref="SpaceMismatchException">The spaces differ.</exception>
    public void CheckSpace(EncoderSpace space)
    {
        Check(ModelFile, Model?.Space, "train again with: epmrl train");
        Check(CalibrationFile, Calibration?.Space, "fit it again with: epmrl thresholds fit");

        void Check(string? file, string? learnedIn, string again)
        {
            if (learnedIn is not null && learnedIn != space.Fingerprint)
            {
                throw new SpaceMismatchException(
                    $"{file} was fitted in space {learnedIn}; the encoder, {space.ModelId} in {space.Precision}, has space {space.Fingerprint}. " +
                    $"Choose the --precision (and the index) that it was fitted with, {again}, or leave it out with --no-learned.");
            }
        }
    }

    /// <summary>How attributes are identified with it.</summary>
    public IdentificationOptions ToOptions(IdentificationChannels channels = IdentificationChannels.All) =>
        new() { Channels = channels, Model = Model, Calibration = Calibration };
}

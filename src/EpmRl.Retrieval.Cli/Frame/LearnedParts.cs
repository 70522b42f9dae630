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

    /// <summary>Probabilities and thresholds; null without any.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The file that the calibration was read from; null without one.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Whether there is nothing besides the encoder.</summary>
    public bool IsEmpty => Calibration is null;

    /// <summary>Reads what a model folder has.</summary>
    /// <exception cref="ModelFormatException">A file of it is damaged.</exception>
    public static LearnedParts Load(string modelFolder) =>
        Path.Combine(modelFolder, CalibrationName) is var calibration && File.Exists(calibration) ? None.WithCalibration(calibration) : None;

    /// <summary>The same with the calibration of a file.</summary>
    /// <exception cref="ModelFormatException">There is no such file, or it is damaged.</exception>
    public LearnedParts WithCalibration(string file) => this with { Calibration = Identification.CalibrationFile.Load(file), CalibrationFile = file };

    /// <summary>Refuses an encoder in whose space nothing of it was learned.</summary>
    /// <exception cref="SpaceMismatchException">The spaces differ.</exception>
    public void CheckSpace(EncoderSpace space)
    {
        if (Calibration is { } calibration && calibration.Space != space.Fingerprint)
        {
            throw new SpaceMismatchException(
                $"{CalibrationFile} was fitted in space {calibration.Space}; the encoder, {space.ModelId} in {space.Precision}, has space {space.Fingerprint}. " +
                "Choose the --precision (and the index) that it was fitted with, fit it again with: epmrl thresholds fit, or leave it out with --no-learned.");
        }
    }

    /// <summary>How attributes are identified with it.</summary>
    public IdentificationOptions ToOptions(IdentificationChannels channels = IdentificationChannels.All) =>
        new() { Channels = channels, Calibration = Calibration };
}

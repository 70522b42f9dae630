using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Identification;

/// <summary>The trained parts of a model folder other than its encoder.</summary>
internal sealed record LearnedParts
{
    /// <summary>Name of the calibration file.</summary>
    public const string CalibrationName = "calibration.json";

    /// <summary>The parts of a folder with only an encoder: none.</summary>
    public static LearnedParts None { get; } = new();

    /// <summary>The ranking model; null for the fixed rule.</summary>
    public IdentificationModel? Model { get; init; }

    /// <summary>The file that <see cref="Model"/> was read from; null without one.</summary>
    public string? ModelFile { get; init; }

    /// <summary>Probabilities and thresholds; null for the built-in ones.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The file that <see cref="Calibration"/> was read from; null without one.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Reads the trained parts of a model folder.</summary>
    /// <exception cref="ModelFormatException">A file is damaged.</exception>
    public static LearnedParts Load(string modelFolder)
    {
        string model = Path.Combine(modelFolder, IdentificationModelFile.Name);
        string calibration = Path.Combine(modelFolder, CalibrationName);
        LearnedParts parts =
            File.Exists(model) ? new LearnedParts { Model = IdentificationModelFile.Load(model), ModelFile = model } : None;
        return File.Exists(calibration) ? parts.WithCalibration(calibration) : parts;
    }

    /// <summary>The same parts with the calibration of a file.</summary>
    /// <exception cref="ModelFormatException">The file does not exist or is damaged.</exception>
    public LearnedParts WithCalibration(string file) =>
        this with { Calibration = Identification.CalibrationFile.Load(file), CalibrationFile = file };

    /// <summary>The same parts without a calibration.</summary>
    public LearnedParts WithoutCalibration() => this with { Calibration = null, CalibrationFile = null };

    /// <summary>Checks that the parts were fitted in an encoder's space.</summary>
    /// <exception cref="SpaceMismatchException">The spaces differ.</exception>
    public void CheckSpace(EncoderSpace space)
    {
        Check(ModelFile, Model?.Space);
        Check(CalibrationFile, Calibration?.Space);

        void Check(string? file, string? fittedIn)
        {
            if (fittedIn is not null && fittedIn != space.Fingerprint)
            {
                throw new SpaceMismatchException(
                    $"{file} was fitted in space {fittedIn}; the encoder, {space.ModelId} in {space.Precision}, has space "
                        + $"{space.Fingerprint}. " +
                    "Open the encoder in the precision it was fitted with, fit it again, or use the encoder alone.");
            }
        }
    }

    /// <summary>Creates identification options with these parts and all channels.</summary>
    public IdentificationOptions ToOptions() => new() { Model = Model, Calibration = Calibration };
}

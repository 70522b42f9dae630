using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// An open model folder: its encoder, and the identification model and calibration that training added. All parts share one space. Owns the
/// encoder. Safe for concurrent callers.
/// </summary>
public sealed class ModelFolder : IDisposable
{
    private readonly OnnxTextEncoder encoder;
    private readonly LearnedParts learned;

    private ModelFolder(string path, OnnxTextEncoder encoder, LearnedParts learned)
    {
        Path = path;
        this.encoder = encoder;
        this.learned = learned;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Encodes texts; disposed with this object.</summary>
    public ITextEncoder Encoder => encoder;

    /// <summary>Where the encoder computes.</summary>
    public EncoderDevice Device => encoder.Device;

    /// <summary>The space of the encoder's vectors, in which the model and the calibration were fitted.</summary>
    public EncoderSpace Space => encoder.Space;

    /// <summary>The identification model; null when the folder has none or it was left out.</summary>
    public IdentificationModel? Model => learned.Model;

    /// <summary>The file that <see cref="Model"/> was read from; null without one.</summary>
    public string? ModelFile => learned.ModelFile;

    /// <summary>Probabilities and thresholds; null when the folder has none or they were left out.</summary>
    public Calibration? Calibration => learned.Calibration;

    /// <summary>The file that <see cref="Calibration"/> was read from; null without one.</summary>
    public string? CalibrationFile => learned.CalibrationFile;

    /// <summary>Reads spans of listings as vectors; null when the folder has no reader.</summary>
    internal SpanReader? Reader => encoder.Reader;

    /// <summary>Identifies attributes with all trained parts, by every channel.</summary>
    public IdentificationOptions Identification => learned.ToOptions();

    /// <summary>Opens a folder: checks its files, loads the encoder and the trained parts, and checks that they share one space.</summary>
    /// <param name="path">A folder with an <c>encoder.json</c>.</param>
    /// <param name="options">How the encoder is run, and which trained parts are used; null for the defaults.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged or not supported.</exception>
    /// <exception cref="EncoderException">The requested device does not work.</exception>
    /// <exception cref="SpaceMismatchException">The model or the calibration was fitted in another space, such as another
    /// precision.</exception>
    public static ModelFolder Open(string path, ModelFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ModelFolderOptions();
        LearnedParts learned = options.EncoderOnly ? LearnedParts.None : LearnedParts.Load(path);
        learned = options.Calibration is { } file ? learned.WithCalibration(file) : learned; // replaces the folder's own
        OnnxTextEncoder encoder = OnnxTextEncoder.Load(path, options.Encoder);
        try
        {
            learned.CheckSpace(encoder.Space);
            return new ModelFolder(path, encoder, learned);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();
}

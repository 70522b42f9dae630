namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How a <see cref="ModelFolder"/> is opened.</summary>
public sealed record ModelFolderOptions
{
    /// <summary>How the encoder is run.</summary>
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>Whether the folder's identification model and calibration are left out; default false.</summary>
    public bool EncoderOnly { get; init; }

    /// <summary>A calibration file to use instead of the folder's own; null for the folder's own.</summary>
    public string? Calibration { get; init; }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Where an encoder computes.</summary>
public sealed record EncoderDevice
{
    private EncoderDevice(string kind, int index)
    {
        Kind = kind;
        Index = index;
    }

    /// <summary>CUDA where its provider is present and works, else the processor.</summary>
    public static EncoderDevice Auto { get; } = new("auto", 0);

    /// <summary>The processor.</summary>
    public static EncoderDevice Cpu { get; } = new("cpu", 0);

    /// <summary><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Kind { get; }

    /// <summary>Number of the GPU.</summary>
    public int Index { get; }

    /// <summary>An NVIDIA GPU, without fallback: a missing part is an error.</summary>
    /// <param name="index">Number of the GPU, 0 or more.</param>
    public static EncoderDevice Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new EncoderDevice("cuda", index);
    }

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static EncoderDevice Parse(string text) => TryParse(text, out EncoderDevice? device)
        ? device
        : throw new FormatException($"Unknown device '{text}'. Expected auto, cpu, cuda or cuda:<number>.");

    /// <summary>Reads <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; false for anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EncoderDevice? device)
    {
        ArgumentNullException.ThrowIfNull(text);
        device = text switch
        {
            "auto" => Auto,
            "cpu" => Cpu,
            "cuda" => Cuda(),
            _ when text.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index) => Cuda(index),
            _ => null,
        };
        return device is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == "cuda" ? string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}") : Kind;
}

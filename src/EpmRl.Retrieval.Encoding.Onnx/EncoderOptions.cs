namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>How an encoder is run.</summary>
public sealed record EncoderOptions
{
    /// <summary>The number form; the default is the fastest that keeps the quality.</summary>
    public EncoderPrecision Precision { get; init; } = EncoderPrecision.Auto;

    /// <summary>Where to compute; the default tries CUDA where its library is present, else the processor.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Auto;

    /// <summary>
    /// Texts encoded at a time on a processor, one thread each, at least 1. The default is the number of cores available to the process.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Called once, with the reason, when CUDA was tried and the processor is used instead.</summary>
    public Action<string>? OnFallback { get; init; }

    /// <summary>
    /// Whether the folder's reader is left out, so that token states are the hidden states it is trained on; default false.
    /// </summary>
    internal bool WithoutReader { get; init; }
}

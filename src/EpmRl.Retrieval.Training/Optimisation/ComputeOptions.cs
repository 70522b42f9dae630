using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>Where a session computes.</summary>
internal sealed record ComputeOptions
{
    /// <summary>The processor or a GPU; <c>auto</c> is the processor.</summary>
    public EncoderDevice Device { get; init; } = EncoderDevice.Cpu;

    /// <summary>Threads inside an operator; 0 for all processors. Gradients are bit-identical only for the same number.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of dropout.</summary>
    public int Seed { get; init; } = 1;
}

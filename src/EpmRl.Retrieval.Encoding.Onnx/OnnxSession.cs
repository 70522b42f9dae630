using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>The only place that opens ONNX Runtime sessions, so that each has telemetry off and the same settings.</summary>
internal static class OnnxSession
{
    // ONNX Runtime's own switch, in addition to the environment variable that keeps its telemetry client from being created at all.
    private static readonly Lazy<OrtEnv> QuietEnvironment = new(() =>
    {
        NativeTelemetry.TurnOff();
        OrtEnv environment = OrtEnv.Instance();
        environment.DisableTelemetryEvents();
        return environment;
    });

    /// <summary>Opens a session of a graph written with fused operators, for inputs of varying length.</summary>
    /// <param name="model">The graph, as a serialized ONNX model.</param>
    /// <param name="device">The processor or a GPU; <c>auto</c> is the processor.</param>
    /// <param name="threads">Threads inside an operator; 0 for all processors.</param>
    /// <param name="name">Name of the graph in messages: "the model".</param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public static InferenceSession Open(byte[] model, EncoderDevice device, int threads, string name)
    {
        _ = QuietEnvironment.Value;
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, // the graph is fused already
                EnableMemoryPattern = false, // lengths vary: a plan for each would only grow
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            if (device.Kind == "cuda")
            {
                CudaProvider.Append(options, device.Index);
            }

            return new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"ONNX Runtime could not open {name} on {device}: {error.Message}", error);
        }
    }

    /// <summary>Opens a session with ONNX Runtime's own defaults, all optimisations included.</summary>
    /// <param name="model">The graph, as a serialized ONNX model.</param>
    /// <param name="threads">Threads inside an operator; 0 for all processors.</param>
    public static InferenceSession OpenPlain(byte[] model, int threads)
    {
        _ = QuietEnvironment.Value;
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(model, options);
    }
}

using EpmRl.Retrieval.Storage;
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
    /// <param name="constants">Numbers of the graph's constants that hold none themselves; used in place, so they must live longer.</param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public static InferenceSession Open(
        byte[] model, EncoderDevice device, int threads, string name, IReadOnlyDictionary<string, OrtValue>? constants = null)
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

            return constants is null ? new InferenceSession(model, options) : OpenWith(model, options, constants);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"ONNX Runtime could not open {name} on {device}: {error.Message}", error);
        }
    }

    // The runtime takes given constants in the place of external ones only, and looks for their file beside the model first.
    private static InferenceSession OpenWith(byte[] model, SessionOptions options, IReadOnlyDictionary<string, OrtValue> constants)
    {
        OrtValue[] views = [.. constants.Values.Select(ViewOf)];
        using TemporaryFolder folder = TemporaryFolder.Scratch();
        try
        {
            foreach ((string constant, OrtValue view) in constants.Keys.Zip(views))
            {
                options.AddInitializer(constant, view);
            }

            string path = Path.Combine(folder.Path, "graph.onnx");
            File.WriteAllBytes(path, model);
            File.WriteAllBytes(Path.Combine(folder.Path, GraphBuilder.GivenFile), []);
            return new InferenceSession(path, options);
        }
        finally
        {
            foreach (OrtValue view in views)
            {
                view.Dispose();
            }
        }
    }

    // The runtime shares only memory that it did not allocate itself.
    private static unsafe OrtValue ViewOf(OrtValue value)
    {
        Span<byte> bytes = value.GetTensorMutableRawData();
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        fixed (byte* start = bytes) // native memory: it does not move
        {
            return OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, info.ElementDataType, info.Shape, (nint)start, bytes.Length);
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

using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>One ONNX Runtime session of a graph from ids to floats. <see cref="Run"/> may be called by several threads at once.</summary>
internal sealed class EncoderSession : IDisposable
{
    private static readonly string[] InputNames = ["input_ids"];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] outputNames;

    /// <summary>Opens a session.</summary>
    /// <param name="model">A graph from <c>input_ids</c> int32 [batch, tokens] to one float output.</param>
    /// <param name="device">The processor or a GPU; not <c>auto</c>.</param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public EncoderSession(byte[] model, EncoderDevice device)
    {
        try
        {
            using var options = new SessionOptions
            {
                // Texts run side by side, each on its caller's thread: no hand-over between threads inside a text (needs O6, O7).
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, // the graph is written fused; constants are folded
                EnableMemoryPattern = false, // lengths vary: a plan for each would only grow
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            if (device.Kind == "cuda")
            {
                CudaProvider.Append(options, device.Index);
            }

            session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"ONNX Runtime could not open the model on {device}: {error.Message}", error);
        }

        outputNames = [.. session.OutputNames];
    }

    /// <summary>Runs one batch of texts of equal length.</summary>
    /// <param name="ids">Token ids, [batch × tokens].</param>
    /// <param name="batch">Texts.</param>
    /// <param name="tokens">Tokens of each text.</param>
    /// <param name="result">Takes the output; must hold exactly as many floats.</param>
    /// <param name="resultShape">The output's shape.</param>
    /// <exception cref="EncoderException">The run failed.</exception>
    public unsafe void Run(int[] ids, int batch, int tokens, Memory<float> result, long[] resultShape)
    {
        try
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ids.AsMemory(0, batch * tokens), [batch, tokens]);
            using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, result, resultShape);
            session.Run(runOptions, InputNames, [input], outputNames, [output]);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"The encoder failed on a batch of {batch} texts of {tokens} tokens: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }
}

using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// One ONNX Runtime session of a graph from one input to floats. <see cref="Run"/> may be called by several threads at once.
/// </summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] inputNames;
    private readonly string[] outputNames;

    /// <summary>Opens a session.</summary>
    /// <param name="model">A graph from one input, token ids int32 [batch, tokens] or floats, to one float output.</param>
    /// <param name="device">The processor or a GPU; not <c>auto</c>.</param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public EncoderSession(byte[] model, EncoderDevice device)
    {
        // Texts run in parallel, each on its caller's thread, so no work moves between threads within a text.
        session = OnnxSession.Open(model, device, threads: 1, "the model");
        inputNames = [.. session.InputNames];
        outputNames = [.. session.OutputNames];
    }

    /// <summary>Runs one batch of texts of equal length.</summary>
    /// <param name="input">Token ids, [batch × tokens], or another input of the graph.</param>
    /// <param name="inputShape">The input's shape; the first two numbers are texts and tokens.</param>
    /// <param name="result">Takes the output; must hold exactly as many floats.</param>
    /// <param name="resultShape">The output's shape.</param>
    /// <exception cref="EncoderException">The run failed.</exception>
    public void Run<T>(Memory<T> input, long[] inputShape, Memory<float> result, long[] resultShape)
        where T : unmanaged
    {
        try
        {
            using OrtValue fed = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, inputShape);
            using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, result, resultShape);
            session.Run(runOptions, inputNames, [fed], outputNames, [output]);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException(
                $"The encoder failed on a batch of {inputShape[0]} texts of {inputShape[1]} tokens: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }
}

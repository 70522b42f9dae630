using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// One ONNX Runtime session of a graph from one input to floats. Runs may be called by several threads at once.
/// </summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue? withStates; // the switch of a graph that computes states only where they are wanted
    private readonly OrtValue? withoutStates;

    /// <summary>Opens a session.</summary>
    /// <param name="model">A graph from one input, token ids int32 [batch, tokens] or floats, to one float output; perhaps with token
    /// states as a second output, and <see cref="BertGraph.StatesSwitch"/> as a second input.</param>
    /// <param name="device">The processor or a GPU; not <c>auto</c>.</param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public EncoderSession(byte[] model, EncoderDevice device)
    {
        // Texts run in parallel, each on its caller's thread, so no work moves between threads within a text.
        session = OnnxSession.Open(model, device, threads: 1, "the model");
        inputNames = [.. session.InputNames];
        outputNames = [.. session.OutputNames];
        if (inputNames.Contains(BertGraph.StatesSwitch))
        {
            withStates = Switch(true);
            withoutStates = Switch(false);
        }
    }

    /// <summary>Runs one batch of texts of equal length for their vectors.</summary>
    /// <param name="input">Token ids, [batch × tokens], or another input of the graph.</param>
    /// <param name="inputShape">The input's shape; the first two numbers are texts and tokens.</param>
    /// <param name="result">Takes the first output; must hold exactly as many floats.</param>
    /// <param name="resultShape">The output's shape.</param>
    /// <exception cref="EncoderException">The run failed.</exception>
    public void Run<T>(Memory<T> input, long[] inputShape, Memory<float> result, long[] resultShape)
        where T : unmanaged
    {
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, result, resultShape);
        Run(input, inputShape, withoutStates, outputNames.Length == 1 ? outputNames : [outputNames[0]], [output]);
    }

    /// <summary>Runs one batch of texts of equal length for their vectors and their tokens' states.</summary>
    /// <param name="input">Token ids, [batch × tokens].</param>
    /// <param name="inputShape">Texts and tokens.</param>
    /// <param name="result">Takes the vectors; must hold exactly as many floats.</param>
    /// <param name="resultShape">The vectors' shape.</param>
    /// <param name="states">Takes the states; must hold exactly as many floats.</param>
    /// <param name="statesShape">The states' shape.</param>
    /// <exception cref="EncoderException">The run failed.</exception>
    public void Run<T>(
        Memory<T> input, long[] inputShape, Memory<float> result, long[] resultShape, Memory<float> states, long[] statesShape)
        where T : unmanaged
    {
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, result, resultShape);
        using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, states, statesShape);
        Run(input, inputShape, withStates, outputNames, [output, tokens]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        withStates?.Dispose();
        withoutStates?.Dispose();
        session.Dispose();
        runOptions.Dispose();
    }

    private void Run<T>(Memory<T> input, long[] inputShape, OrtValue? states, string[] fetched, OrtValue[] outputs)
        where T : unmanaged
    {
        try
        {
            using OrtValue fed = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input, inputShape);
            session.Run(runOptions, inputNames, states is null ? [fed] : [fed, states], fetched, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException(
                $"The encoder failed on a batch of {inputShape[0]} texts of {inputShape[1]} tokens: {error.Message}", error);
        }
    }

    private static OrtValue Switch(bool on) => OrtValue.CreateTensorValueFromMemory([on], [1]);
}

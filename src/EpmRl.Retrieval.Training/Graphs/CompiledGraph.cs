using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Graphs;

/// <summary>Tensors compiled to an ONNX Runtime session. <see cref="Run"/> may be called by several threads at once.</summary>
internal sealed class CompiledGraph : IDisposable
{
    /// <summary>
    /// The version of the standard operators. A kernel that ONNX Runtime registers "from version 18 on" does not serve an operator that
    /// changed later, and with version 20 CUDA's provider would leave the changed ones (Pad, ReduceMax) to the host; 18 suffices here.
    /// </summary>
    public const int OperatorSet = 18;

    private readonly InferenceSession session;
    private readonly string[] outputNames;

    /// <summary>Compiles tensors.</summary>
    /// <param name="outputs">The outputs of a run, each under its name.</param>
    /// <param name="device">The processor or a GPU; <c>auto</c> is the processor.</param>
    /// <param name="threads">Threads inside an operator; 0 for all processors.</param>
    /// <param name="constants">
    /// Inputs that never change, by name, used in place; the runtime keeps matrices a second time in the order its products read them.
    /// Only for operands that need no folding: the graph does not hold their numbers.
    /// </param>
    /// <exception cref="EncoderException">ONNX Runtime refused the graph or the device.</exception>
    public CompiledGraph(
        IReadOnlyList<(string Name, Tensor Value)> outputs, EncoderDevice device, int threads,
        IReadOnlyDictionary<string, OrtValue>? constants = null)
    {
        outputNames = [.. outputs.Select(output => output.Name)];
        byte[] model = new Emission(OperatorSet, constants?.Keys.ToHashSet()).Build(outputs);
        session = OnnxSession.Open(model, device, threads, "the training graph", constants);
    }

    /// <summary>Names of the inputs that the outputs need.</summary>
    public IReadOnlyList<string> InputNames => session.InputNames;

    /// <summary>Runs once.</summary>
    /// <param name="inputs">Provides each input by name.</param>
    /// <param name="into">Outputs to be written into memory given here; other names in it are ignored.</param>
    /// <returns>All outputs in the order of the constructor's list; those of <paramref name="into"/> share its memory.</returns>
    /// <exception cref="EncoderException">The run failed.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(Func<string, OrtValue> inputs, IReadOnlyDictionary<string, OrtValue> into)
    {
        try
        {
            using OrtIoBinding binding = session.CreateIoBinding();
            foreach (string name in session.InputNames)
            {
                binding.BindInput(name, inputs(name));
            }

            foreach (string name in outputNames)
            {
                if (into.TryGetValue(name, out OrtValue? value))
                {
                    binding.BindOutput(name, value);
                }
                else
                {
                    binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
                }
            }

            using var options = new RunOptions();
            binding.SynchronizeBoundInputs(); // on a GPU they are copied asynchronously; on a processor there is nothing to wait for
            IDisposableReadOnlyCollection<OrtValue> results = session.RunWithBoundResults(options, binding);
            binding.SynchronizeBoundOutputs();
            return results;
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"The training graph failed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}

using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

/// <summary>Runs tensors on given inputs, in double.</summary>
internal sealed class Computation(params Tensor[] outputs) : IDisposable
{
    private static readonly Dictionary<string, OrtValue> Nowhere = [];

    private readonly CompiledGraph graph = new([.. outputs.Select((output, i) => ($"output.{i}", output))], EncoderDevice.Cpu, threads: 1);

    public double[][] Run(Feeds feeds)
    {
        using IDisposableReadOnlyCollection<OrtValue> values = graph.Run(name => feeds[name], Nowhere);
        return [.. values.Select(value => value.GetTensorDataAsSpan<double>().ToArray())];
    }

    public void Dispose() => graph.Dispose();
}

using System.Numerics.Tensors;
using EpmRl.Retrieval.Training.Graphs;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EpmRl.Retrieval.Training.Optimisation;

/// <summary>
/// Computes tensors with the parameters' values at the time of the run. Safe to call from several threads, but not during a step.
/// </summary>
internal sealed class ForwardSession : IDisposable
{
    private static readonly Dictionary<string, OrtValue> Nowhere = [];

    private readonly ParameterSet parameters;
    private readonly CompiledGraph graph;

    /// <summary>Compiles tensors.</summary>
    /// <param name="parameters">The parameters of the tensors; used in place.</param>
    /// <param name="compute">Where to compute.</param>
    /// <param name="outputs">The tensors; Float or Double.</param>
    public ForwardSession(ParameterSet parameters, ComputeOptions compute, params Tensor[] outputs)
    {
        this.parameters = parameters;
        graph = new CompiledGraph([.. outputs.Select((output, i) => ($"output.{i}", output))], compute.Device, compute.Threads);
    }

    /// <summary>Runs once.</summary>
    /// <param name="feeds">All inputs that the outputs need.</param>
    /// <returns>Each output, flattened row-major.</returns>
    public float[][] Run(Feeds feeds)
    {
        using IDisposableReadOnlyCollection<OrtValue> values = graph.Run(
            name => parameters.TryGet(name, out Parameter? parameter) ? parameter.Buffer.Current : feeds[name], Nowhere);
        return [.. values.Select(Floats)];
    }

    /// <summary>A value's numbers as float32.</summary>
    internal static float[] Floats(OrtValue value)
    {
        if (value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
        {
            return value.GetTensorDataAsSpan<float>().ToArray();
        }

        ReadOnlySpan<double> doubles = value.GetTensorDataAsSpan<double>();
        var floats = new float[doubles.Length];
        TensorPrimitives.ConvertTruncating(doubles, floats);
        return floats;
    }

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();
}

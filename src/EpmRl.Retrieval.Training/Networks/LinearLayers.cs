using System.Numerics.Tensors;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>Linear layers of a network by name, with optional low-rank adapters.</summary>
internal sealed class LinearLayers(ParameterSet parameters, LowRankOptions? lowRank)
{
    /// <summary>x · weightᵀ + bias, and the adapter's part.</summary>
    /// <param name="x">[N, inputs].</param>
    /// <param name="name">Name of the weight, without <c>.weight</c>.</param>
    /// <returns>[N, outputs].</returns>
    public Tensor Apply(Tensor x, string name)
    {
        Tensor? bias = parameters.TryGet(name + ".bias", out Parameter? found) ? found.Tensor : null;
        Tensor y = Op.Linear(x, parameters[name + ".weight"].Tensor, bias);
        if (lowRank is null || !parameters.TryGet(LowRankOptions.NameOfA(name), out Parameter? a))
        {
            return y;
        }

        // One product that adds to y: fewer passes over memory than a product, a scaling and a sum.
        Tensor b = parameters[LowRankOptions.NameOfB(name)].Tensor;
        return Op.Gemm(Op.Linear(x, a.Tensor, null), b, y, transposeB: true, factor: lowRank.Scale);
    }

    /// <summary>Adds the adapter of a layer whose weight exists, if one is wanted.</summary>
    public void AddAdapter(string name)
    {
        if (lowRank is null || !lowRank.Applies(name))
        {
            return;
        }

        long[] shape = parameters[name + ".weight"].Shape;
        (long outputs, long inputs) = (shape[0], shape[1]);
        var random = new Random(StableSeed(name, lowRank.Seed));
        double bound = Math.Sqrt(3.0 / inputs); // uniform of variance 1 / inputs
        var a = new float[lowRank.Rank * inputs];
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = (float)((2 * random.NextDouble() - 1) * bound);
        }

        parameters.Add(LowRankOptions.NameOfA(name), a, lowRank.Rank, inputs);
        parameters.Add(LowRankOptions.NameOfB(name), new float[outputs * lowRank.Rank], outputs, lowRank.Rank);
    }

    /// <summary>A layer's weight with its adapter's part added.</summary>
    /// <returns>[outputs, inputs], row-major.</returns>
    public float[] Merged(string name)
    {
        Parameter weight = parameters[name + ".weight"];
        float[] merged = weight.Read();
        if (lowRank is null || !parameters.TryGet(LowRankOptions.NameOfA(name), out Parameter? adapter))
        {
            return merged;
        }

        float[] a = adapter.Read(), b = parameters[LowRankOptions.NameOfB(name)].Read();
        int inputs = (int)weight.Shape[1];
        Parallel.For(0, merged.Length / inputs, output =>
        {
            Span<float> row = merged.AsSpan(output * inputs, inputs);
            for (int r = 0; r < lowRank.Rank; r++)
            {
                float factor = (float)(b[output * lowRank.Rank + r] * lowRank.Scale);
                TensorPrimitives.MultiplyAdd(a.AsSpan(r * inputs, inputs), factor, row, row);
            }
        });
        return merged;
    }

    // The same in every process, unlike a string's hash code (FNV-1a).
    private static int StableSeed(string name, int seed) =>
        name.Aggregate(seed ^ unchecked((int)2166136261), (hash, letter) => unchecked((hash ^ letter) * 16777619));
}

namespace EpmRl.Retrieval.Matching;

/// <summary>A sparse vector of length 1: sorted keys with their weights.</summary>
internal sealed class WeightedSet
{
    private readonly int[] keys;
    private readonly float[] weights;

    private WeightedSet(int[] keys, float[] weights)
    {
        this.keys = keys;
        this.weights = weights;
    }

    /// <summary>The vector of nothing.</summary>
    public static WeightedSet Empty { get; } = new([], []);

    /// <summary>Its keys, sorted.</summary>
    public ReadOnlySpan<int> Keys => keys;

    /// <summary>The weights of its keys.</summary>
    public ReadOnlySpan<float> Weights => weights;

    /// <summary>Takes distinct keys with weights, and scales them to length 1.</summary>
    public static WeightedSet Of(int[] keys, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(weights);
        Array.Sort(keys, weights);
        float length = MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(weights));
        if (length > 0)
        {
            System.Numerics.Tensors.TensorPrimitives.Divide(weights, length, weights);
        }

        return new WeightedSet(keys, weights);
    }

    /// <summary>The cosine of two vectors, in [0, 1] for weights that are not negative.</summary>
    public float Cosine(WeightedSet other)
    {
        float sum = 0;
        for (int i = 0, j = 0; i < keys.Length && j < other.keys.Length;)
        {
            int difference = keys[i].CompareTo(other.keys[j]);
            if (difference == 0)
            {
                sum += weights[i++] * other.weights[j++];
            }
            else if (difference < 0)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return sum;
    }
}

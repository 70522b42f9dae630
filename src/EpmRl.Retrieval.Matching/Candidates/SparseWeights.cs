namespace EpmRl.Retrieval.Matching;

/// <summary>
/// The weights of features: squared inverse document frequencies, smoothed. The cosine of two texts, each with a feature once or not at
/// all, is the sum over their common features, divided by the lengths.
/// </summary>
internal sealed class SparseWeights
{
    private readonly float[] squares = new float[TextFeatures.Buckets];

    /// <summary>Counts the texts of one or two lists that have each feature.</summary>
    public SparseWeights(params ReadOnlySpan<SparseRows> lists)
    {
        int[] texts = new int[TextFeatures.Buckets];
        int count = 0;
        foreach (SparseRows list in lists)
        {
            count += list.Count;
            for (int row = 0; row < list.Count; row++)
            {
                foreach (int feature in list[row])
                {
                    texts[feature]++;
                }
            }
        }

        for (int feature = 0; feature < squares.Length; feature++)
        {
            if (texts[feature] > 0)
            {
                double idf = Math.Log((1.0 + count) / (1 + texts[feature])) + 1;
                squares[feature] = (float)(idf * idf);
            }
        }
    }

    /// <summary>The weight of a feature: the square of its inverse document frequency.</summary>
    public float this[int feature] => squares[feature];

    /// <summary>The inverse lengths (L2 norms) of texts; 0 for a text without features.</summary>
    public float[] InverseNorms(SparseRows rows)
    {
        float[] inverse = new float[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            float sum = 0;
            foreach (int feature in rows[row])
            {
                sum += squares[feature];
            }

            inverse[row] = sum > 0 ? 1 / MathF.Sqrt(sum) : 0;
        }

        return inverse;
    }

    /// <summary>The cosine of two texts.</summary>
    public float Cosine(ReadOnlySpan<int> one, float inverseNorm, ReadOnlySpan<int> other, float otherInverseNorm)
    {
        float sum = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            int difference = one[i] - other[j];
            if (difference == 0)
            {
                sum += squares[one[i]];
            }

            i += difference <= 0 ? 1 : 0;
            j += difference >= 0 ? 1 : 0;
        }

        return Math.Min(1, sum * (inverseNorm * otherInverseNorm)); // in this order, the same for both orders of the texts
    }
}

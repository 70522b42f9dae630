namespace EpmRl.Retrieval.Encoding;

/// <summary>The vectors of a list of texts, row i for text i.</summary>
public sealed class EmbeddingBatch
{
    private readonly float[] vectors;
    private readonly bool[] truncated;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="vectors">float32 [N, D], row-major, each row of L2 norm 1.</param>
    /// <param name="dimension">D.</param>
    /// <param name="truncated">[N]: whether text i was longer than the encoder's input.</param>
    /// <exception cref="ArgumentException">The lengths do not match.</exception>
    public EmbeddingBatch(float[] vectors, int dimension, bool[] truncated)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(truncated);
        if (vectors.Length != dimension * truncated.Length)
        {
            throw new ArgumentException(
                $"Expected {truncated.Length} × {dimension} numbers, got {vectors.Length}.", nameof(vectors));
        }

        this.vectors = vectors;
        this.truncated = truncated;
        Dimension = dimension;
    }

    /// <summary>D, the length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>N, the number of texts.</summary>
    public int Count => truncated.Length;

    /// <summary>The unit vector of text <paramref name="index"/>, [D].</summary>
    public ReadOnlyMemory<float> this[int index] => vectors.AsMemory(index * Dimension, Dimension);

    /// <summary>Whether text <paramref name="index"/> was cut at the encoder's longest input.</summary>
    public bool IsTruncated(int index) => truncated[index];
}

namespace EpmRl.Retrieval.Encoding;

/// <summary>The vectors of a list of texts, row i for text i.</summary>
public sealed class EmbeddingBatch
{
    private readonly float[] vectors;
    private readonly bool[] truncated;
    private readonly TokenStates[]? tokens;

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

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="vectors">float32 [N, D], row-major, each row of L2 norm 1.</param>
    /// <param name="dimension">D.</param>
    /// <param name="truncated">[N]: whether text i was longer than the encoder's input.</param>
    /// <param name="tokens">[N]: the token states of text i; null where they were not asked for.</param>
    internal EmbeddingBatch(float[] vectors, int dimension, bool[] truncated, TokenStates[]? tokens)
        : this(vectors, dimension, truncated)
    {
        if (tokens is not null && tokens.Length != truncated.Length)
        {
            throw new ArgumentException($"Expected the states of {truncated.Length} texts, got {tokens.Length}.", nameof(tokens));
        }

        this.tokens = tokens;
    }

    /// <summary>D, the length of every vector.</summary>
    public int Dimension { get; }

    /// <summary>N, the number of texts.</summary>
    public int Count => truncated.Length;

    /// <summary>The unit vector of text <paramref name="index"/>, [D].</summary>
    public ReadOnlyMemory<float> this[int index] => vectors.AsMemory(index * Dimension, Dimension);

    /// <summary>Whether text <paramref name="index"/> was cut at the encoder's longest input.</summary>
    public bool IsTruncated(int index) => truncated[index];

    /// <summary>The token states of text <paramref name="index"/>; null where the encoder was not asked for them.</summary>
    internal TokenStates? TokensOf(int index) => tokens?[index];
}

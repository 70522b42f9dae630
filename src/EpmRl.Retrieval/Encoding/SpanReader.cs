using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// Reads spans of a listing as vectors: the probability that a span states the product's value of an attribute. The encoder's reader has
/// given each token its parts; this is the rest, from parts to probability. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// span(i..j) = gelu(first_i + last_j + mean inner_i..j + length); attribute a = output · gelu(hidden · e);
/// p = sigmoid(a[0..D] · span / √D + a[D]).
/// </remarks>
internal sealed class SpanReader
{
    private readonly int size;
    private readonly float[] lengths;
    private readonly float[] hiddenWeights;
    private readonly float[] hiddenBias;
    private readonly float[] outputWeights;
    private readonly float[] outputBias;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="lengths">[L, D]: a vector for each number of tokens; the last stands for all longer spans.</param>
    /// <param name="hiddenWeights">[A, H], row-major.</param>
    /// <param name="hiddenBias">[A].</param>
    /// <param name="outputWeights">[D + 1, A], row-major.</param>
    /// <param name="outputBias">[D + 1].</param>
    /// <exception cref="ArgumentException">The lengths do not match.</exception>
    public SpanReader(float[] lengths, float[] hiddenWeights, float[] hiddenBias, float[] outputWeights, float[] outputBias)
    {
        size = outputBias.Length - 1;
        if (size < 1 || lengths.Length == 0 || lengths.Length % size != 0 || hiddenBias.Length == 0
            || hiddenWeights.Length % hiddenBias.Length != 0 || outputWeights.Length != outputBias.Length * hiddenBias.Length)
        {
            throw new ArgumentException(
                $"Arrays of {lengths.Length}, {hiddenWeights.Length}, {hiddenBias.Length}, {outputWeights.Length} and {outputBias.Length} "
                    + "numbers are not the parts of one reader.");
        }

        this.lengths = lengths;
        this.hiddenWeights = hiddenWeights;
        this.hiddenBias = hiddenBias;
        this.outputWeights = outputWeights;
        this.outputBias = outputBias;
    }

    /// <summary>D, the length of a span's vector. A token's parts are three of these.</summary>
    public int Size => size;

    /// <summary>The tokens that a span of the text overlaps.</summary>
    /// <param name="tokens">The text's tokens.</param>
    /// <param name="start">First UTF-16 unit.</param>
    /// <param name="end">The unit after the last.</param>
    /// <returns>The first and the last token; null when no token overlaps it, as where the text was cut before it.</returns>
    public static (int First, int Last)? TokensOf(TokenStates tokens, int start, int end)
    {
        ReadOnlySpan<int> starts = tokens.Starts, ends = tokens.Ends;
        int inner = tokens.Count - 1; // without [CLS] before and [SEP] after
        int first = 1;
        for (int high = inner; first < high;)
        {
            int middle = (first + high) / 2;
            (first, high) = ends[middle] <= start ? (middle + 1, high) : (first, middle);
        }

        int last = first - 1;
        while (last + 1 < inner && starts[last + 1] < end)
        {
            last++;
        }

        return last >= first ? (first, last) : null;
    }

    /// <summary>What to look for in spans: an attribute's weights and bias, [D + 1].</summary>
    /// <param name="sentenceVector">The unit vector of the attribute's prompt, [H].</param>
    public float[] Prepare(ReadOnlySpan<float> sentenceVector)
    {
        if (sentenceVector.Length * hiddenBias.Length != hiddenWeights.Length)
        {
            throw new ArgumentException(
                $"Expected a vector of {hiddenWeights.Length / hiddenBias.Length} numbers, got {sentenceVector.Length}.",
                nameof(sentenceVector));
        }

        var hidden = new float[hiddenBias.Length];
        Apply(hiddenWeights, hiddenBias, sentenceVector, hidden);
        Gelu.Apply(hidden);
        var attribute = new float[outputBias.Length];
        Apply(outputWeights, outputBias, hidden, attribute);
        return attribute;
    }

    /// <summary>A span as a vector, [D].</summary>
    /// <param name="parts">The tokens of the listing's prompt, with their parts.</param>
    /// <param name="firstToken">First token of the span.</param>
    /// <param name="lastToken">Its last token.</param>
    public float[] Span(TokenStates parts, int firstToken, int lastToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Size, 3 * size);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastToken, firstToken);
        int tokens = lastToken - firstToken + 1;
        var span = new float[size];
        parts[firstToken].Slice(2 * size, size).CopyTo(span);
        for (int token = firstToken + 1; token <= lastToken; token++)
        {
            TensorPrimitives.Add(span, parts[token].Slice(2 * size, size), span);
        }

        TensorPrimitives.MultiplyAdd(span, 1f / tokens, parts[firstToken][..size], span);
        TensorPrimitives.Add(span, parts[lastToken].Slice(size, size), span);
        TensorPrimitives.Add(span, lengths.AsSpan((Math.Min(tokens, lengths.Length / size) - 1) * size, size), span);
        Gelu.Apply(span);
        return span;
    }

    /// <summary>The probability that a span states the product's value of an attribute.</summary>
    /// <param name="span">The span, from <see cref="Span"/>.</param>
    /// <param name="attribute">The attribute, from <see cref="Prepare"/>.</param>
    public double Probability(ReadOnlySpan<float> span, ReadOnlySpan<float> attribute)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(attribute.Length, size + 1);
        double score = (TensorPrimitives.Dot(attribute[..size], span) / Math.Sqrt(size)) + attribute[size];
        return 1 / (1 + Math.Exp(-score));
    }

    private static void Apply(float[] weights, float[] bias, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int row = 0; row < output.Length; row++)
        {
            output[row] = TensorPrimitives.Dot(weights.AsSpan(row * input.Length, input.Length), input) + bias[row];
        }
    }
}

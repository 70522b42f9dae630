using System.IO.Hashing;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.TestKit;

/// <summary>A small encoder that needs no model: each word has a direction of its own, a text is the normalised sum of its words.</summary>
/// <remarks>Deterministic; texts that share words are similar. Fast enough for tests that encode many thousands of prompts.</remarks>
public sealed class HashingEncoder(int dimension = 64, string precision = "fp32", PromptTemplates? prompts = null) : ITextEncoder
{
    private long encoded;

    /// <inheritdoc/>
    public EncoderSpace Space { get; } = new(
        "hashing", precision, dimension, MaxTokens: 256, prompts ?? new PromptTemplates(), $"hashing-{dimension}-{precision}");

    /// <summary>How many texts were encoded so far.</summary>
    public long Encoded => Interlocked.Read(ref encoded);

    /// <summary>Called with every batch before it is encoded.</summary>
    public Action<IReadOnlyList<string>>? OnBatch { get; init; }

    /// <summary>The unit vector of one text.</summary>
    public float[] Encode(string text)
    {
        float[] vector = new float[dimension];
        foreach (string word in TextKey.Of(text).Split(' ', ',', '.', ':', ';', '>', '\n'))
        {
            Add(word, vector);
        }

        float norm = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / norm)];
    }

    /// <inheritdoc/>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnBatch?.Invoke(texts);
        float[] vectors = new float[texts.Count * dimension];
        for (int i = 0; i < texts.Count; i++)
        {
            Encode(texts[i]).CopyTo(vectors, i * dimension);
        }

        Interlocked.Add(ref encoded, texts.Count);
        return ValueTask.FromResult(new EmbeddingBatch(vectors, dimension, new bool[texts.Count]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void Add(string word, float[] vector)
    {
        ulong state = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(word.AsSpan()));
        for (int d = 0; d < vector.Length; d++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            vector[d] += (int)(state >> 32) / (float)int.MaxValue;
        }
    }
}

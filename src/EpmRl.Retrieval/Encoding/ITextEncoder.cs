namespace EpmRl.Retrieval.Encoding;

/// <summary>Turns texts into unit vectors. Safe to call from several threads.</summary>
public interface ITextEncoder : IDisposable
{
    /// <summary>The space of the vectors.</summary>
    EncoderSpace Space { get; }

    /// <summary>Encodes texts as unit vectors.</summary>
    /// <param name="texts">
    /// N texts; each is cut after <see cref="EncoderSpace.MaxTokens"/> tokens, special tokens included. An empty text is allowed: it is its
    /// special tokens.
    /// </param>
    /// <param name="cancellationToken">Checked between batches, not inside one.</param>
    /// <returns>float32 [N, D], row i for text i, each of L2 norm 1 within 1e-5.</returns>
    /// <exception cref="EncoderException">The model returned NaN, or a shape other than [N, D].</exception>
    ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default);
}

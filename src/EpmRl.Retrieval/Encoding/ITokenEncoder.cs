namespace EpmRl.Retrieval.Encoding;

/// <summary>An encoder that also gives a state for each token of a text.</summary>
internal interface ITokenEncoder : ITextEncoder
{
    /// <summary>S, the length of a token's state.</summary>
    int StateSize { get; }

    /// <summary>
    /// Encodes texts as <see cref="ITextEncoder.EncodeAsync"/> does, and keeps the states of their tokens. A text beyond the longest input
    /// has states for its further tokens too, up to the encoder's own limit.
    /// </summary>
    /// <param name="texts">N texts. Each takes T × S floats until the batch is released.</param>
    /// <param name="cancellationToken">Checked between batches, not inside one.</param>
    /// <returns>The vectors, and the states by <see cref="EmbeddingBatch.TokensOf"/>.</returns>
    ValueTask<EmbeddingBatch> EncodeTokensAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default);

    /// <summary>Reads spans of the states as vectors; null where no reader was trained, and the states are the encoder's own.</summary>
    SpanReader? Reader { get; }
}

using Microsoft.Extensions.AI;

namespace EpmRl.Retrieval.Encoding;

/// <summary>An encoder as an embedding generator of Microsoft.Extensions.AI. Safe to call from several threads.</summary>
/// <remarks>The prompts of the encoder's <see cref="EncoderSpace"/> are not applied: a text is encoded unchanged.</remarks>
/// <param name="encoder">Encodes the texts; the caller disposes it.</param>
internal sealed class TextEmbeddingGenerator(ITextEncoder encoder) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly ITextEncoder encoder = encoder ?? throw new ArgumentNullException(nameof(encoder));

    /// <inheritdoc/>
    /// <param name="values">N texts; each is cut after <see cref="EncoderSpace.MaxTokens"/> tokens.</param>
    /// <param name="options">A model or a dimension the caller requires; null for the encoder's.</param>
    /// <param name="cancellationToken">Checked between batches, not inside one.</param>
    /// <returns>N embeddings, float32 [D], each of L2 norm 1 within 1e-5. No usage is reported.</returns>
    /// <exception cref="ArgumentException">The options ask for another model or dimension than the encoder's.</exception>
    /// <exception cref="EncoderException">The model failed.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimension && dimension != encoder.Space.Dimension)
        {
            throw new ArgumentException(
                $"The encoder '{encoder.Space.ModelId}' gives {encoder.Space.Dimension} dimensions, not {dimension}.", nameof(options));
        }

        if (options?.ModelId is { } model && model != encoder.Space.ModelId)
        {
            throw new ArgumentException(
                $"The encoder is '{encoder.Space.ModelId}', not '{model}'. Leave the model out, or load that one.", nameof(options));
        }

        EmbeddingBatch vectors = await encoder.EncodeAsync([.. values], cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return [.. Enumerable.Range(0, vectors.Count)
            .Select(i => new Embedding<float>(vectors[i]) { CreatedAt = now, ModelId = encoder.Space.ModelId })];
    }

    /// <inheritdoc/>
    /// <returns>
    /// The <see cref="EmbeddingGeneratorMetadata"/>, the wrapped <see cref="ITextEncoder"/> or <see cref="EncoderSpace"/>, or itself; else
    /// null.
    /// </returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null

            : serviceType == typeof(EmbeddingGeneratorMetadata)
            ? new EmbeddingGeneratorMetadata("epmrl", null, encoder.Space.ModelId, encoder.Space.Dimension)
            : serviceType == typeof(EncoderSpace) ? encoder.Space
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(encoder) ? encoder
            : null;
    }

    /// <summary>Does nothing: the encoder is the caller's.</summary>
    public void Dispose()
    {
    }
}

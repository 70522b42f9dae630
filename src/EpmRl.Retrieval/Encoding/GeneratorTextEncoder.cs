using System.Numerics.Tensors;
using System.Security.Cryptography;
using EpmRl.Retrieval.Telemetry;
using Microsoft.Extensions.AI;

namespace EpmRl.Retrieval.Encoding;

/// <summary>
/// Any generator of embeddings that Microsoft.Extensions.AI knows as an encoder of the engine: a local server, a cloud service, another
/// library. As safe for concurrent callers as the generator is.
/// </summary>
/// <remarks>
/// The generator does not say what its vectors depend on, so the caller states it. The fingerprint of the space is a hash of what is
/// stated: change
/// <c>modelId</c> when the model behind the name changes, or an index of the old one is taken for one of the new.
/// </remarks>
public sealed class GeneratorTextEncoder : ITextEncoder
{
    private const int BatchTexts = 256; // most servers take more; one call stays short

    private readonly IEmbeddingGenerator<string, Embedding<float>> generator;

    /// <summary>Wraps a generator.</summary>
    /// <param name="generator">Makes the embeddings; disposed with the encoder.</param>
    /// <param name="modelId">Name and version of the model; one that never means another model.</param>
    /// <param name="dimension">Length of its vectors, at least 1.</param>
    /// <param name="prompts">The texts that the model is given; null for the defaults.</param>
    /// <param name="maxTokens">Longest input that it reads, at least 1; stated only, the generator cuts.</param>
    public GeneratorTextEncoder(
        IEmbeddingGenerator<string, Embedding<float>> generator, string modelId, int dimension, PromptTemplates? prompts = null,
        int maxTokens = 512)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        this.generator = generator;
        prompts ??= new PromptTemplates();
        string[] stated =
        [
            modelId, FormattableString.Invariant($"{dimension} {maxTokens}"),
            prompts.Value, prompts.Null, prompts.Item, prompts.Query, prompts.Category,
        ];
        byte[] hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("epmrl-generator-space 1\0" + string.Join('\0', stated)));
        Space = new EncoderSpace(modelId, "fp32", dimension, maxTokens, prompts, Convert.ToHexStringLower(hash)[..16]);
    }

    /// <inheritdoc/>
    public EncoderSpace Space { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Whether the generator cut a text is not known; none is reported as truncated. Failures of the generator pass on as they are.
    /// </remarks>
    /// <exception cref="EncoderException">
    /// The generator gave another number of vectors or dimensions, or a vector that has no direction.
    /// </exception>
    public async ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var operation = MeasuredOperation.Start("epmrl.encode", RetrievalTelemetry.EncoderDuration);
        operation.Activity?.SetTag("epmrl.texts", texts.Count);
        try
        {
            float[] vectors = new float[texts.Count * Space.Dimension];
            int done = 0;
            foreach (string[] batch in texts.Chunk(BatchTexts))
            {
                cancellationToken.ThrowIfCancellationRequested();
                GeneratedEmbeddings<Embedding<float>> found =
                    await generator.GenerateAsync(batch, null, cancellationToken).ConfigureAwait(false);
                if (found.Count != batch.Length)
                {
                    throw new EncoderException($"The generator of '{Space.ModelId}' gave {found.Count} vectors for {batch.Length} texts.");
                }

                foreach (Embedding<float> embedding in found)
                {
                    Normalize(embedding.Vector.Span, vectors.AsSpan(done++ * Space.Dimension, Space.Dimension));
                }
            }

            RetrievalTelemetry.Texts.Add(texts.Count);
            return new EmbeddingBatch(vectors, Space.Dimension, new bool[texts.Count]);
        }
        catch (Exception failed) when (operation.Failed(failed))
        {
            throw;
        }
    }

    /// <summary>Disposes the generator.</summary>
    public void Dispose() => generator.Dispose();

    private void Normalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        if (vector.Length != Space.Dimension)
        {
            throw new EncoderException(
                $"The generator of '{Space.ModelId}' gave {vector.Length} dimensions, {Space.Dimension} were stated.");
        }

        float norm = TensorPrimitives.Norm(vector);
        if (!(norm > 0 && float.IsFinite(norm))) // NaN fails too
        {
            throw new EncoderException($"The generator of '{Space.ModelId}' gave a vector of norm {norm}, which has no direction.");
        }

        TensorPrimitives.Divide(vector, norm, unit);
    }
}

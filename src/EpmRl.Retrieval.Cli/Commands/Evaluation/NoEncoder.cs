using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>A placeholder where nothing is compared by meaning: mentions alone need no model and no vectors.</summary>
internal sealed class NoEncoder : ITextEncoder
{
    /// <inheritdoc/>
    public EncoderSpace Space { get; } = new("no model", "none", 1, 1, new PromptTemplates(), "none");

    /// <inheritdoc/>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new EmbeddingBatch([.. Enumerable.Repeat(1f, texts.Count)], 1, new bool[texts.Count]));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

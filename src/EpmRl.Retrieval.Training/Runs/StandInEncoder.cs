using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>
/// The encoder of a fold in place of the final one: what is learned from its vectors is meant for the final encoder's, so it reports that
/// encoder's space. Only for use inside a training run; no encoded vector is kept.
/// </summary>
/// <param name="encoder">The fold's encoder; disposed with this one.</param>
/// <param name="space">The final encoder's space.</param>
internal sealed class StandInEncoder(ITextEncoder encoder, EncoderSpace space) : ITextEncoder
{
    /// <inheritdoc/>
    public EncoderSpace Space => space;

    /// <inheritdoc/>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        encoder.EncodeAsync(texts, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();
}

using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The adapter that a stage started with, from which the trained one should not diverge far.</summary>
internal sealed class ReferencePolicy
{
    private readonly Decoder decoder;
    private readonly AdapterSnapshot start;

    /// <summary>Keeps the decoder's present adapter.</summary>
    public ReferencePolicy(Decoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        (this.decoder, start) = (decoder, AdapterSnapshot.Of(decoder.Parameters));
    }

    /// <summary>Log-probabilities under the adapter kept; the decoder is left as it was.</summary>
    /// <returns>By group, completion and token.</returns>
    public float[][][] LogProbabilities(IReadOnlyList<SharedPrompt> groups, CancellationToken cancellationToken)
    {
        var present = AdapterSnapshot.Of(decoder.Parameters);
        start.Restore(decoder.Parameters);
        try
        {
            return decoder.LogProbabilities(groups, cancellationToken);
        }
        finally
        {
            present.Restore(decoder.Parameters);
        }
    }
}

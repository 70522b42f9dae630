using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The scored pairs of one channel.</summary>
/// <param name="Channels">The proposers that took part.</param>
/// <param name="Pairs">Every labelled pair, in the order of the listings.</param>
public sealed record ChannelPairs(IdentificationChannels Channels, IReadOnlyList<PairResult> Pairs)
{
    /// <summary>What the channel is called in reports.</summary>
    public string Name => Channels switch
    {
        IdentificationChannels.All => "combined",
        IdentificationChannels.Dense => "dense only",
        IdentificationChannels.Mentions => "mentions only",
        _ => "none",
    };
}

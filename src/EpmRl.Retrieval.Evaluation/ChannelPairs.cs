using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The scored pairs of one engine in a comparison.</summary>
/// <param name="Name">Name of the engine in reports.</param>
/// <param name="Runs">Every scored pair in the order of the listings, for each seed; at least one seed. All seeds cover the same
/// listings.</param>
internal sealed record ChannelPairs(string Name, IReadOnlyList<IReadOnlyList<PairResult>> Runs)
{
    /// <summary>The pairs of the first seed, which detailed figures use.</summary>
    public IReadOnlyList<PairResult> Pairs => Runs[0];

    /// <summary>Name of an engine that differs from others by its channels.</summary>
    public static string NameOf(IdentificationChannels channels) => channels switch
    {
        IdentificationChannels.All => "combined",
        IdentificationChannels.Dense => "dense only",
        IdentificationChannels.Mentions => "mentions only",
        _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "At least one proposer must take part."),
    };
}

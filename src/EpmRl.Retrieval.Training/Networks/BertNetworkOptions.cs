namespace EpmRl.Retrieval.Training.Networks;

/// <summary>Additions to a network for training.</summary>
internal sealed record BertNetworkOptions
{
    /// <summary>
    /// Probability in [0, 1) of dropping an element after embeddings, attention and feed-forward parts, and an attention weight.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>Low-rank adapters; null for none.</summary>
    public LowRankOptions? LowRank { get; init; }
}

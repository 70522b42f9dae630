namespace EpmRl.Retrieval.Training.Matching;

/// <summary>How trees are boosted.</summary>
internal sealed record BoostingOptions
{
    /// <summary>Number of trees, at least 1.</summary>
    public int Trees { get; init; } = 300;

    /// <summary>Leaves of a tree, at least 2.</summary>
    public int Leaves { get; init; } = 15;

    /// <summary>Least number of pairs of a leaf.</summary>
    public int LeastPairs { get; init; } = 20;

    /// <summary>Learning rate, in (0, 1].</summary>
    public double LearningRate { get; init; } = 0.04;

    /// <summary>Share of the features that a tree may use, in (0, 1].</summary>
    public double FeatureShare { get; init; } = 0.4;

    /// <summary>Share of the pairs that a tree sees, in (0, 1].</summary>
    public double PairShare { get; init; } = 0.8;

    /// <summary>L2 regularisation of the leaves.</summary>
    public double L2 { get; init; } = 2;
}

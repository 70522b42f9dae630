namespace EpmRl.Retrieval.Training.Matching;

/// <summary>How a matcher is trained.</summary>
internal sealed record MatcherTrainingOptions
{
    /// <summary>The seed of folds, edits, halved catalogues and trees.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folds for honest scores, at least 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How often each pair is described with a random half of the catalogues, at least 1.</summary>
    public int Halvings { get; init; } = 2;

    /// <summary>Edited pairs per matching pair, at least 0.</summary>
    public double Edits { get; init; } = 0.9;

    /// <summary>Name of the model, as answers carry it.</summary>
    public string Name { get; init; } = "matcher";

    /// <summary>How trees are boosted.</summary>
    public BoostingOptions Boosting { get; init; } = new();

    /// <summary>How a pair encoder is trained beside the trees; null for none.</summary>
    public PairEncoderOptions? PairEncoder { get; init; }
}

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>What holds for a whole training run.</summary>
public sealed record RunOptions
{
    /// <summary>Seed of everything that is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folds of cross-fitting and of the report's figures, from 2: each listing is answered by what was learned without it.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>True when a fold holds whole shops: figures and thresholds are then those for shops that were never seen.</summary>
    public bool FoldsByShop { get; init; }
}

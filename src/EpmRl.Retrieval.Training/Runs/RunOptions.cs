namespace EpmRl.Retrieval.Training.Runs;

/// <summary>What holds for a whole training run.</summary>
internal sealed record RunOptions
{
    /// <summary>Seed of everything that is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Folds of cross-fitting and of the report's figures, from 2: each listing is answered by what was learned without it.
    /// </summary>
    public int Folds { get; init; } = 5;

    /// <summary>
    /// Encoders that are trained besides the final one, each without its part of the listings, from 2; then these are the run's folds.
    /// What is learned over vectors then meets vectors of an encoder that never saw a listing's labels, as in use. 0 spares the time:
    /// everything meets the final encoder, and what is learned trusts vectors too much.
    /// </summary>
    public int EncoderFolds { get; init; } = 3;

    /// <summary>True when a fold holds whole shops: figures and thresholds are then those for shops that were never seen.</summary>
    public bool FoldsByShop { get; init; }
}

namespace EpmRl.Retrieval.Training.Runs;

/// <summary>Options of an entire training run.</summary>
internal sealed record RunOptions
{
    /// <summary>Seed of everything that is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Folds of cross-fitting and of the report's figures, from 2: each listing is answered by parts trained without it.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>
    /// Encoders trained in addition to the final one, each without its part of the listings, from 2; these parts are then the run's folds.
    /// The parts over vectors then meet vectors of an encoder that never saw a listing's labels, as in production. 0 saves the time:
    /// everything uses the final encoder, and the parts over vectors trust them too much.
    /// </summary>
    public int EncoderFolds { get; init; } = 3;

    /// <summary>True to keep all listings of a shop in one fold: figures and thresholds are then those for unseen shops.</summary>
    public bool FoldsByShop { get; init; }
}

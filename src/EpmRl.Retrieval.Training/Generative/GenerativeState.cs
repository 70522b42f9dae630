using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Generative;

/// <summary>The state of a run at a checkpoint; with the weights and moments beside it, later steps are those of an unbroken run.</summary>
internal sealed record GenerativeState
{
    /// <summary>What determines the run's steps: options, data, base, the adapter it started from.</summary>
    public required SortedDictionary<string, string> Run { get; init; }

    /// <summary>Steps taken.</summary>
    public int Step { get; init; }

    /// <summary>What was spent, by part.</summary>
    public SortedDictionary<string, PartCost> Cost { get; init; } = [];

    /// <summary>A point for each step.</summary>
    public IReadOnlyList<GenerativePoint> Curve { get; init; } = [];

    /// <summary>The step of the best adapter of reinforcement; −1 where none was looked for.</summary>
    public int BestStep { get; init; } = -1;

    /// <summary>Its score on the pairs put aside.</summary>
    public double BestScore { get; init; }

    /// <summary>Refuses to resume another run.</summary>
    /// <param name="expected">The identity of the present run.</param>
    /// <param name="folder">The folder, for the message.</param>
    /// <exception cref="TrainingException">The two differ; the message lists the differences.</exception>
    public void ThrowIfOther(IReadOnlyDictionary<string, string> expected, string folder) =>
        new TrainingState { Run = Run }.ThrowIfOther(expected, folder);
}

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Where a run stands.</summary>
internal sealed record TrainingState
{
    /// <summary>What the run is, by <see cref="RunFingerprint"/>.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>Steps taken.</summary>
    public int Step { get; init; }

    /// <summary>The step whose weights are the best validated so far; the last where none are held out.</summary>
    public int BestStep { get; init; }

    /// <summary>Micro F1 of the held-out pairs at that step; null where nothing was validated yet.</summary>
    public double? BestF1 { get; init; }

    /// <summary>Validations since the last gain.</summary>
    public int WithoutGain { get; init; }

    /// <summary>Whether the run is over: all steps taken, or no gain for long.</summary>
    public bool IsOver { get; init; }

    /// <summary>A point for every step taken.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Refuses to go on with another run.</summary>
    /// <param name="expected">What the run is now.</param>
    /// <param name="folder">For the message.</param>
    /// <exception cref="TrainingException">The two differ; the message names in what.</exception>
    public void ThrowIfOther(IReadOnlyDictionary<string, string> expected, string folder)
    {
        string[] differences =
        [
            .. expected.Where(part => Run.GetValueOrDefault(part.Key) != part.Value)
                .Select(part => $"{part.Key} was {Run.GetValueOrDefault(part.Key) ?? "not set"}, is {part.Value}"),
        ];
        if (differences.Length > 0)
        {
            throw new TrainingException(
                $"The checkpoint in '{folder}' is of another run: {string.Join("; ", differences)}. Resume with the same, or train anew in "
                    + $"another folder.");
        }
    }
}

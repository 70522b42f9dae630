namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>The state of a run.</summary>
internal sealed record TrainingState
{
    /// <summary>The identity of the run, by <see cref="RunFingerprint"/>.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>Steps taken.</summary>
    public int Step { get; init; }

    /// <summary>The step with the best validated weights so far; the last step if none are held out.</summary>
    public int BestStep { get; init; }

    /// <summary>Micro F1 of the held-out pairs at that step; null before the first validation.</summary>
    public double? BestF1 { get; init; }

    /// <summary>Validations since the last gain.</summary>
    public int WithoutGain { get; init; }

    /// <summary>Whether the run has ended: all steps taken, or no gain for a long time.</summary>
    public bool IsOver { get; init; }

    /// <summary>A point for every step taken.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Refuses to resume another run.</summary>
    /// <param name="expected">The identity of the present run.</param>
    /// <param name="folder">The folder, for the message.</param>
    /// <exception cref="TrainingException">The two differ; the message lists the differences.</exception>
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
                $"The checkpoint in '{folder}' is of another run: {string.Join("; ", differences)}. "
                    + "Resume with the same, or train again in another folder.");
        }
    }
}

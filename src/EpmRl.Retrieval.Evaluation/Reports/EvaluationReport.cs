namespace EpmRl.Retrieval.Evaluation;

/// <summary>The figures of one evaluation and their conditions.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>The file with the listings.</summary>
    public required string File { get; init; }

    /// <summary>Number of listings.</summary>
    public required int Listings { get; init; }

    /// <summary>Rows that could not be read, as <c>file:line: message</c>.</summary>
    public required IReadOnlyList<string> BadRows { get; init; }

    /// <summary>The conditions a reader must know to compare the figures: metric, value lists, folds, model.</summary>
    public required EvaluationConditions Conditions { get; init; }

    /// <summary>The figures of the compared engines.</summary>
    public required IReadOnlyList<ChannelReport> Channels { get; init; }

    /// <summary>The engine whose details and errors are shown.</summary>
    public required ChannelReport Main { get; init; }

    /// <summary>Wrong answers of <see cref="Main"/>, by class.</summary>
    public required ErrorSummary Errors { get; init; }
}

/// <summary>The figures of one channel.</summary>
/// <param name="Name">Name of the engine: <c>combined</c>, <c>dense only</c> …</param>
/// <param name="Subsets">All pairs first, then those without declared lengths, then the requested subsets.</param>
/// <param name="ByAttribute">One line per attribute name, most pairs with a value first.</param>
/// <param name="ByKind">One line per kind.</param>
/// <param name="ByCategory">One line per category.</param>
/// <param name="BySupport">
/// Pairs with a value: whether a label occurs in the text, and whether a label was seen in training. All pairs: whether the shop was seen.
/// </param>
/// <param name="Curve">Precision against coverage.</param>
/// <param name="AttributeCurves">The same by attribute name.</param>
/// <param name="Reliability">Stated probabilities compared with the share that is right.</param>
/// <param name="Certainty">The result for a caller who acts on sure answers.</param>
internal sealed record ChannelReport(
    string Name,
    IReadOnlyList<FigureLine> Subsets,
    IReadOnlyList<FigureLine> ByAttribute,
    IReadOnlyList<FigureLine> ByKind,
    IReadOnlyList<FigureLine> ByCategory,
    IReadOnlyList<FigureLine> BySupport,
    PrecisionCoverageCurve Curve,
    IReadOnlyDictionary<string, PrecisionCoverageCurve> AttributeCurves,
    Reliability Reliability,
    Certainty Certainty);

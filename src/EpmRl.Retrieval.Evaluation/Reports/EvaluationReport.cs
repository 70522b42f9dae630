namespace EpmRl.Retrieval.Evaluation;

/// <summary>The figures of one evaluation and the conditions they hold under.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Name of the data set.</summary>
    public required string Data { get; init; }

    /// <summary>The file that was read.</summary>
    public required string File { get; init; }

    /// <summary>Number of listings.</summary>
    public required int Listings { get; init; }

    /// <summary>Rows that could not be read, as <c>file:line: message</c>.</summary>
    public required IReadOnlyList<string> BadRows { get; init; }

    /// <summary>What a reader must know to compare the figures: metric, value lists, folds, model.</summary>
    public required EvaluationConditions Conditions { get; init; }

    /// <summary>The figures of the engines that are compared.</summary>
    public required IReadOnlyList<ChannelReport> Channels { get; init; }

    /// <summary>The engine among them whose detail and errors are shown.</summary>
    public required ChannelReport Main { get; init; }

    /// <summary>Wrong answers of <see cref="Main"/>, by class.</summary>
    public required ErrorSummary Errors { get; init; }
}

/// <summary>The figures of one channel.</summary>
/// <param name="Name">Name of the engine: <c>combined</c>, <c>dense only</c> …</param>
/// <param name="Subsets">All pairs first, then those without declared lengths, then those asked for.</param>
/// <param name="ByAttribute">One line an attribute name, most pairs with a value first.</param>
/// <param name="ByKind">One line a kind.</param>
/// <param name="ByCategory">One line a category.</param>
/// <param name="BySupport">
/// Pairs with a value: a label stands in the text or none does, a label was seen in training or none was. All pairs: the shop was seen or
/// not.
/// </param>
/// <param name="Curve">Precision against coverage.</param>
/// <param name="AttributeCurves">The same by attribute name.</param>
/// <param name="Reliability">Stated probabilities against what came true.</param>
/// <param name="Certainty">What a caller gets who acts on sure answers.</param>
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

using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>What a report about a matcher shows.</summary>
internal sealed record MatchReport
{
    /// <summary>The matcher: name and version of its model.</summary>
    public required string Model { get; init; }

    /// <summary>Its decisions about labelled pairs, by set.</summary>
    public IReadOnlyList<MatchMeasurement> Measurements { get; init; } = [];

    /// <summary>Its answers to cases, by suite.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<CaseResult> Results)> Suites { get; init; } = [];

    /// <summary>The doubt band that was asked for, with what it was fitted to; null for none.</summary>
    public (string Goal, DoubtBandQuality Quality)? Band { get; init; }

    /// <summary>The second matcher's verdicts by the ids of a pair; null without any.</summary>
    public IReadOnlyDictionary<(string A, string B), MatchVerdict>? Second { get; init; }

    /// <summary>The precision that thresholds of categories are fitted to; null for the largest F1.</summary>
    public double? CategoryPrecision { get; init; }

    /// <summary>The conditions a reader must know to compare the figures: name and text.</summary>
    public IReadOnlyList<(string Name, string Text)> Conditions { get; init; } = [];

    /// <summary>How many wrong pairs of a set are shown.</summary>
    public int ErrorsShown { get; init; } = 20;
}

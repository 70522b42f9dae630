using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>One labelled attribute of one listing, with the engine's answer.</summary>
internal sealed record PairResult
{
    /// <summary>Position of the listing in its data set, from 0.</summary>
    public required int ListingIndex { get; init; }

    /// <summary>The listing.</summary>
    public required LabelledListing Listing { get; init; }

    /// <summary>Name of the attribute.</summary>
    public required string Attribute { get; init; }

    /// <summary>The attribute's kind; null when the taxonomy lacks the attribute, in which case there is no answer.</summary>
    public required AttributeKind? Kind { get; init; }

    /// <summary>The right labels; empty when the listing has no value of the attribute.</summary>
    public required IReadOnlyList<string> Gold { get; init; }

    /// <summary>The engine's answer; null when it gave none for this attribute.</summary>
    public required AttributeAnswer? Answer { get; init; }

    /// <summary>The outcome of the answer's best value.</summary>
    public required PairOutcome Outcome { get; init; }

    /// <summary>Whether <see cref="Best"/> is a right value, answered or not.</summary>
    public required bool BestIsRight { get; init; }

    /// <summary>Whether one of the labels occurs verbatim in the listing's text.</summary>
    public required bool Explicit { get; init; }

    /// <summary>
    /// Whether one of the labels also occurs in the listings that the engine was fitted on; null when it was fitted on none.
    /// </summary>
    public bool? Seen { get; init; }

    /// <summary>
    /// Whether the engine was fitted on listings of the same group (shop); null when the listing has no group, or nothing was fitted.
    /// </summary>
    public bool? GroupSeen { get; init; }

    /// <summary>The answered value, with review or without; null for none.</summary>
    public ValueAnswer? Top => Answer is { Values: [ValueAnswer top, ..] } ? top : null;

    /// <summary>The best value considered: <see cref="Top"/>, or else the first alternative.</summary>
    public ValueAnswer? Best => Top ?? (Answer is { Alternatives: [ValueAnswer first, ..] } ? first : null);

    /// <summary>The pair's sample for calibration; null without an answer.</summary>
    public CalibrationSample? ToSample() => Answer is { } answer && Kind is { } kind
        ? new CalibrationSample(answer.AttributeId, kind, Best?.Score ?? 0, BestIsRight, Gold.Count > 0)
        : null;
}

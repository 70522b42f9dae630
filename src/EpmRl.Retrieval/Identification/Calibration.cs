using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Maps ranker scores to probabilities, with an answering threshold per attribute. Fitted to labelled listings.</summary>
public sealed record Calibration
{
    /// <summary>Fingerprint of the encoder's space it was fitted in; not valid in another.</summary>
    public required string Space { get; init; }

    /// <summary>Attribute id → its own curve, for attributes with enough labels.</summary>
    public required IReadOnlyDictionary<string, CalibrationCurve> Attributes { get; init; }

    /// <summary>Kind → the pooled curve of its attributes, for those with few labels or none.</summary>
    public required IReadOnlyDictionary<AttributeKind, CalibrationCurve> Kinds { get; init; }

    /// <summary>The curve of an attribute: its own, or else its kind's; null if there is neither.</summary>
    internal CalibrationCurve? CurveOf(AttributeDefinition attribute) =>
        Attributes.GetValueOrDefault(attribute.Id) ?? Kinds.GetValueOrDefault(attribute.Kind);
}

/// <summary>
/// P(right) = 1 / (1 + exp(-(slope · logit(score) + intercept))) (Platt scaling), with an answering threshold. Uses the score's logit, so
/// that slope 1 and intercept 0 leave a score that already is a probability unchanged.
/// </summary>
/// <param name="Slope">Slope over the logit of the ranker's score; 0 or more.</param>
/// <param name="Intercept">Intercept.</param>
/// <param name="Threshold">Score from which the attribute is answered.</param>
/// <param name="ReviewBelow">Answers with a score below this need review; at least <paramref name="Threshold"/>.</param>
/// <param name="Samples">Number of labelled answers behind the curve.</param>
public sealed record CalibrationCurve(double Slope, double Intercept, double Threshold, double ReviewBelow, int Samples)
{
    private const double Edge = 1e-4; // scores are clamped to [Edge, 1 - Edge]

    /// <summary>Probability that an answer with this score is right, in (0, 1).</summary>
    public double Probability(double score) => 1 / (1 + Math.Exp(-((Slope * Logit(score)) + Intercept)));

    /// <summary>ln(s / (1 - s)); scores at or beyond the ends of [0, 1] are clamped.</summary>
    internal static double Logit(double score)
    {
        score = Math.Clamp(score, Edge, 1 - Edge);
        return Math.Log(score / (1 - score));
    }
}

/// <summary>The ranker's result for one attribute of one labelled listing.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Score">The ranker's score of the best value, whether it was answered or not; 0 when there was none.</param>
/// <param name="Right">Whether the best value is correct.</param>
/// <param name="HasValue">Whether the listing has a value at all.</param>
internal sealed record CalibrationSample(string AttributeId, AttributeKind Kind, double Score, bool Right, bool HasValue);

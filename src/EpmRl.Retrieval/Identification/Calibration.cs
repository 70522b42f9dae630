using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Maps ranker scores to probabilities and says above which an attribute is answered. Fitted from labelled listings.</summary>
public sealed record Calibration
{
    /// <summary>Fingerprint of the encoder's space it was fitted in; void in another.</summary>
    public required string Space { get; init; }

    /// <summary>Attribute id → its own curve, for attributes with enough labels.</summary>
    public required IReadOnlyDictionary<string, CalibrationCurve> Attributes { get; init; }

    /// <summary>Kind → the pooled curve of its attributes, for those with few labels or none.</summary>
    public required IReadOnlyDictionary<AttributeKind, CalibrationCurve> Kinds { get; init; }
}

/// <summary>P(right) = 1 / (1 + exp(-(slope · score + intercept))) (Platt scaling), and where to cut.</summary>
/// <param name="Slope">Slope over the ranker's score.</param>
/// <param name="Intercept">Intercept.</param>
/// <param name="Threshold">Score from which the attribute is answered.</param>
/// <param name="ReviewBelow">Answers with a score below this need review; at least <paramref name="Threshold"/>.</param>
/// <param name="Samples">Number of labelled answers behind the curve.</param>
public sealed record CalibrationCurve(double Slope, double Intercept, double Threshold, double ReviewBelow, int Samples);

/// <summary>One answered attribute of one labelled listing.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Score">The ranker's score of the best value, whether it was answered or not; 0 when there was none.</param>
/// <param name="Right">Whether the best value is a right one.</param>
/// <param name="HasValue">Whether the listing has a value at all.</param>
public sealed record CalibrationSample(string AttributeId, AttributeKind Kind, double Score, bool Right, bool HasValue);

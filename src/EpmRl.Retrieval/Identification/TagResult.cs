using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Identification;

/// <summary>The attributes of one listing.</summary>
public sealed record TagResult
{
    /// <summary>The listing's id.</summary>
    public required string ListingId { get; init; }

    /// <summary>The category whose attributes were identified.</summary>
    public required CategoryAnswer Category { get; init; }

    /// <summary>One answer for each attribute of the category, in its order; empty when the category is not known.</summary>
    public required IReadOnlyList<AttributeAnswer> Attributes { get; init; }

    /// <summary>Version of the taxonomy of the ids.</summary>
    public required string TaxonomyVersion { get; init; }

    /// <summary>Fingerprint of the space in which the listing was compared with the values.</summary>
    public required string Space { get; init; }

    /// <summary>True when the listing's text was longer than the encoder's input. Mentions are still read from the entire text.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>A listing's category: given, assumed, or predicted.</summary>
/// <param name="Id">Id of the category; null when none was given and none is probable enough.</param>
/// <param name="Path">Its full path; null with <paramref name="Id"/>.</param>
/// <param name="Predicted">True when the listing did not name a category of the taxonomy and its category was predicted.</param>
/// <param name="Candidates">The best three categories when predicted, best first; empty otherwise.</param>
public sealed record CategoryAnswer(string? Id, string? Path, bool Predicted, IReadOnlyList<CategoryCandidate> Candidates)
{
    /// <summary>
    /// True when the listing did not name a category of the taxonomy and was assigned the default one, or the taxonomy's only one.
    /// </summary>
    public bool Assumed { get; init; }
}

/// <summary>A category that a listing may belong to.</summary>
/// <param name="Id">Id of the category.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Score">Cosine of the listing and the category's prompt, in [-1, 1].</param>
public sealed record CategoryCandidate(string Id, string Path, double Score)
{
    /// <summary>Probability that the listing belongs there, in [0, 1]; the rest to 1 over all candidates is that of no category.</summary>
    public double Probability { get; init; }

    /// <summary>The spans that name this category; empty if the text names none.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}

/// <summary>The answer for one attribute of a listing.</summary>
public sealed record AttributeAnswer
{
    /// <summary>Id of the attribute.</summary>
    public required string AttributeId { get; init; }

    /// <summary>Name of the attribute.</summary>
    public required string Attribute { get; init; }

    /// <summary>Whether a value was found, and whether it needs review.</summary>
    public required AnswerStatus Status { get; init; }

    /// <summary>
    /// The values, best first; empty for <see cref="AnswerStatus.NoValue"/>, and never more than the attribute's maximum.
    /// </summary>
    public required IReadOnlyList<ValueAnswer> Values { get; init; }

    /// <summary>A few values that were considered and not chosen, best first.</summary>
    public required IReadOnlyList<ValueAnswer> Alternatives { get; init; }

    /// <summary>
    /// The text's values if a column of the row gave another value, which took precedence; empty if they agree or one gives none.
    /// </summary>
    public IReadOnlyList<ValueAnswer> Conflict { get; init; } = [];

    /// <summary>The reason for the answer, as a phrase for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The person who decided it; null for an answer of the engine.</summary>
    public string? DecidedBy { get; init; }
}

/// <summary>A value of an answer, with its scores and evidence.</summary>
public sealed record ValueAnswer
{
    /// <summary>Id of the value within its attribute; null for an open value, which is not in the attribute's list.</summary>
    public required string? Id { get; init; }

    /// <summary>The normalised value. An open value of an attribute with a unit ends with the unit: "1.35 kg".</summary>
    public required string Label { get; init; }

    /// <summary>The numeric value of a measurement or number; null if the label has none.</summary>
    public ValueQuantity? Quantity { get; init; }

    /// <summary>The ranker's score, in [0, 1]; larger is better. Not a probability.</summary>
    public required double Score { get; init; }

    /// <summary>Calibrated probability that the value is right, in [0, 1].</summary>
    public required double Probability { get; init; }

    /// <summary>The score from which the attribute is answered for this listing.</summary>
    public required double Threshold { get; init; }

    /// <summary>Score minus the next value's score or the threshold, whichever is higher.</summary>
    public required double Margin { get; init; }

    /// <summary>The spans the value was read from; empty if it was found by meaning only.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>True when the value is not in the attribute's list.</summary>
    public bool Open => Id is null;
}

/// <summary>A span of the listing that supports a value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Start">First UTF-16 unit of the span in the field's original text, from 0.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Text">The original text of the span.</param>
public sealed record Evidence(ProfileField Field, int Start, int End, string Text)
{
    /// <summary>The column's name as written in the file, for <see cref="ProfileField.Column"/>; null for other fields.</summary>
    public string? Column { get; init; }
}

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

    /// <summary>Version of the taxonomy that the ids are of.</summary>
    public required string TaxonomyVersion { get; init; }

    /// <summary>Fingerprint of the space in which the listing was compared with the values.</summary>
    public required string Space { get; init; }

    /// <summary>
    /// True when the listing's text was longer than the encoder reads. Mentions are read from the whole text all the same.
    /// </summary>
    public required bool Truncated { get; init; }
}

/// <summary>A listing's category: given, assumed, or predicted.</summary>
/// <param name="Id">Id of the category; null when none was given and none is probable enough.</param>
/// <param name="Path">Its full path; null with <paramref name="Id"/>.</param>
/// <param name="Predicted">True when the listing did not name a category of the taxonomy, and it was looked for.</param>
/// <param name="Candidates">The best three categories when predicted, best first; empty otherwise.</param>
public sealed record CategoryAnswer(string? Id, string? Path, bool Predicted, IReadOnlyList<CategoryCandidate> Candidates)
{
    /// <summary>
    /// True when the listing named no category of the taxonomy and got the default one, or the only one that the taxonomy has.
    /// </summary>
    public bool Assumed { get; init; }
}

/// <summary>A category that a listing may belong to.</summary>
/// <param name="Id">Id of the category.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Score">Cosine of the listing and the category's prompt, in [-1, 1].</param>
public sealed record CategoryCandidate(string Id, string Path, double Score)
{
    /// <summary>
    /// Probability that the listing belongs there, in [0, 1]; what the candidates lack to 1 is that it belongs to no category.
    /// </summary>
    public double Probability { get; init; }

    /// <summary>The places that name things of this category; empty where the text names none.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}

/// <summary>What the engine says of one attribute.</summary>
public sealed record AttributeAnswer
{
    /// <summary>Id of the attribute.</summary>
    public required string AttributeId { get; init; }

    /// <summary>Name of the attribute.</summary>
    public required string Attribute { get; init; }

    /// <summary>Value, no value, or needs review.</summary>
    public required AnswerStatus Status { get; init; }

    /// <summary>
    /// The values, best first; empty for <see cref="AnswerStatus.NoValue"/>, and never more than the attribute's maximum.
    /// </summary>
    public required IReadOnlyList<ValueAnswer> Values { get; init; }

    /// <summary>Values that were considered and not chosen, best first; a few.</summary>
    public required IReadOnlyList<ValueAnswer> Alternatives { get; init; }

    /// <summary>
    /// What the text says where a column of the row says something else, and so decided; empty where they agree or one is silent.
    /// </summary>
    public IReadOnlyList<ValueAnswer> Conflict { get; init; } = [];

    /// <summary>Why the answer is what it is, in a sentence for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>A value of an answer.</summary>
public sealed record ValueAnswer
{
    /// <summary>Id of the value within its attribute; null for an open value, which is in no list.</summary>
    public required string? Id { get; init; }

    /// <summary>The normalised value. An open one of an attribute with a unit ends in it: "1.35 kg".</summary>
    public required string Label { get; init; }

    /// <summary>The value in figures, of measurements and numbers; null where the label says none.</summary>
    public ValueQuantity? Quantity { get; init; }

    /// <summary>The ranker's score, in [0, 1]; larger is better. Not a probability.</summary>
    public required double Score { get; init; }

    /// <summary>Calibrated probability that the value is right, in [0, 1].</summary>
    public required double Probability { get; init; }

    /// <summary>The score above which the attribute is answered for this listing.</summary>
    public required double Threshold { get; init; }

    /// <summary>Score less that of the next value, or of the threshold where it is higher.</summary>
    public required double Margin { get; init; }

    /// <summary>Where the value was read; empty when it was found by meaning alone.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>True when the value is in no list of the taxonomy.</summary>
    public bool Open => Id is null;
}

/// <summary>A place in the listing that supports a value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Start">First UTF-16 unit of the place in the field's original text, from 0.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Text">The original text of the place.</param>
public sealed record Evidence(ProfileField Field, int Start, int End, string Text)
{
    /// <summary>The column's name as the file writes it, for <see cref="ProfileField.Column"/>; null for other fields.</summary>
    public string? Column { get; init; }
}

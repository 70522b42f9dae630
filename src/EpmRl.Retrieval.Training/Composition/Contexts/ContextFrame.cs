using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Two wordings that differ by a cue: with the first the product has the value, with the second it has not.</summary>
/// <param name="Id">Its id, unique in the language.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Field">The field of the listing it is part of: title or description.</param>
/// <param name="Takes">
/// What the attribute must be, any of: a kind, a pack, a dimension, an id, a name, or a word of <see cref="AttributeWording.Traits"/>.
/// Empty for any.
/// </param>
/// <param name="Stated">The wording with which the product has the value.</param>
/// <param name="Twin">The wording with which it has not; null for a plain frame.</param>
internal sealed record ContextFrame(
    string Id, FrameKind Kind, ProfileField Field, IReadOnlyList<string> Takes, FrameTemplate Stated, FrameTemplate? Twin)
{
    /// <summary>Whether one of its wordings has the slot.</summary>
    public bool Has(FrameSlot slot) => Stated.Has(slot) || Twin?.Has(slot) == true;

    /// <summary>Whether a second value has to be chosen.</summary>
    public bool NeedsOther => Stated.NeedsOther || Twin?.NeedsOther == true;

    /// <summary>Whether both wordings end as sentences do, so that another can follow on the same line.</summary>
    public bool EndsSentence => IsSentence(Stated) && (Twin is null || IsSentence(Twin));

    /// <summary>Whether the frame makes sense for an attribute.</summary>
    public bool Fits(AttributeWording attribute) =>
        (Takes.Count == 0 || Takes.Any(attribute.Traits.Contains))
        && (!Has(FrameSlot.Attribute) || attribute.Name is not null)
        && (!NeedsOther || attribute.HasOther)
        && (!attribute.NeedsName || Stated.Has(FrameSlot.Attribute) || Takes.Contains(attribute.Attribute.Id));

    private static bool IsSentence(FrameTemplate template) => template.Parts[^1].Text.EndsWith('.');
}

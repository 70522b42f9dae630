using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>A place of a listing that holds words of an attribute's value.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="Field">The field of the listing.</param>
/// <param name="Start">First character (UTF-16) in the field's text.</param>
/// <param name="End">Character after the last.</param>
/// <param name="Stated">Whether the place says that this product has the value.</param>
internal sealed record SpanLabel(string AttributeId, ProfileField Field, int Start, int End, bool Stated);

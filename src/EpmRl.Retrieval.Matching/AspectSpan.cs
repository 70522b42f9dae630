using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Where a listing states a value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Start">First UTF-16 unit of the field's original text.</param>
/// <param name="End">The unit after the last.</param>
/// <param name="Column">The column, for <see cref="ProfileField.Column"/>; else null.</param>
public sealed record AspectSpan(ProfileField Field, int Start, int End, string? Column = null);

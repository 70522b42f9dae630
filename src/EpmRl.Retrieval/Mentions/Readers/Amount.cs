using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A quantity as an attribute understands it.</summary>
/// <param name="Canonical">Its numbers in the attribute's unit; null when the attribute has none and labels carry their own.</param>
/// <param name="Written">Its numbers as written.</param>
/// <param name="Unit">The unit as written or assumed; null without one.</param>
/// <param name="IsRange">Whether the two numbers are the ends of a range.</param>
internal sealed record Amount(IReadOnlyList<double>? Canonical, IReadOnlyList<double> Written, UnitDefinition? Unit, bool IsRange);

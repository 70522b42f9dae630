using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A quantity converted for an attribute.</summary>
/// <param name="Canonical">
/// Its numbers in the attribute's unit; null if the attribute has no unit because its labels have their own.
/// </param>
/// <param name="Written">Its numbers as written.</param>
/// <param name="Unit">The unit as written or assumed; null without one.</param>
/// <param name="IsRange">Whether the two numbers are the ends of a range.</param>
internal sealed record Amount(IReadOnlyList<double>? Canonical, IReadOnlyList<double> Written, UnitDefinition? Unit, bool IsRange);

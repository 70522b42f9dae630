using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>
/// Attributes that taxonomies declare to be lengths. Publications exclude them from a second figure because their labels are guesses.
/// </summary>
internal static class DeclaredLengths
{
    private const string Dimension = "length";

    /// <summary>
    /// Names of the attributes that are measurements with a unit of length, wherever the name occurs. Units are declared (by a schema or in
    /// a taxonomy's files), never inferred; without a declaration the result is empty.
    /// </summary>
    /// <param name="taxonomies">The taxonomies used for the answers.</param>
    /// <returns>The names, in ordinal order.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<ProductTaxonomy> taxonomies)
    {
        ArgumentNullException.ThrowIfNull(taxonomies);
        var byName = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        foreach (ProductTaxonomy taxonomy in taxonomies)
        {
            var units = new UnitLookup(taxonomy.Units);
            foreach (AttributeDefinition attribute in taxonomy.Attributes)
            {
                byName[attribute.Name] = byName.GetValueOrDefault(attribute.Name, true) && IsLength(attribute, units);
            }
        }

        return [.. byName.Where(pair => pair.Value).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
    }

    private static bool IsLength(AttributeDefinition attribute, UnitLookup units) =>
        attribute is { Kind: AttributeKind.Measurement, Quantity.Unit: { } unit }
            && units.Find(unit).Any(found => found.Dimension == Dimension);
}

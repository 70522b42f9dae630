using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>The values of an attribute as Akeneo's import takes them.</summary>
internal sealed class AkeneoValues
{
    private readonly AttributeDefinition attribute;
    private readonly AkeneoUnits units;
    private readonly Dictionary<string, bool>? truths; // by value, of an attribute that is yes or no

    /// <summary>Of one attribute.</summary>
    public AkeneoValues(AttributeDefinition attribute, AkeneoUnits units)
    {
        (this.attribute, this.units) = (attribute, units);
        truths = TruthsOf(attribute);
    }

    /// <summary>What the cells hold.</summary>
    /// <param name="values">The values, best first; not empty.</param>
    /// <returns>The text and, of a measurement, the code of its unit; or null and why there is none.</returns>
    public (string? Text, string? Unit, string Reason) CellOf(IReadOnlyList<ValueAnswer> values)
    {
        ValueAnswer best = values[0];
        switch (attribute)
        {
            case { IsQuantity: true } when values.Count > 1:
                return Nothing("several numbers of one attribute, which holds one in Akeneo");
            case { IsQuantity: true } when best.Quantity?.Number is null:
                return Nothing("ranges and values that are no single number");
            case { Kind: AttributeKind.Measurement } when best.Quantity is { Number: { } number } quantity:
                return quantity.Unit is { } unit && units.Convert(number, unit, attribute) is { } amount
                    ? (amount.Amount, amount.Unit, "")
                    : Nothing("measurements in a unit that the taxonomy's packs do not know");
            case { Kind: AttributeKind.Number } when best.Quantity is { Number: { } number } && Math.Abs(number) <= 1e15:
                return (AkeneoUnits.Plain((decimal)number), null, "");
            case { Kind: AttributeKind.Categorical } when truths is not null:
                return best.Id is { } id && truths.TryGetValue(id, out bool truth)
                    ? (truth ? "1" : "0", null, "")
                    : Nothing("values that are neither yes nor no");
            case { Kind: AttributeKind.Categorical } when attribute.Values.Count > 0:
                return values.Any(value => value.Open)
                    ? Nothing("values of no list, which have no option in Akeneo")
                    : (
                        string.Join(',', values.Select(value => AkeneoCodes.CodeOf(value.Id!)).Distinct(StringComparer.OrdinalIgnoreCase)),
                        null,
                        "");
            default:
                return (string.Join("; ", values.Select(value => value.Label)), null, "");
        }

        static (string?, string?, string) Nothing(string reason) => (null, null, reason);
    }

    private static Dictionary<string, bool>? TruthsOf(AttributeDefinition attribute)
    {
        TaxonomyValue[] active = [.. attribute.Values.Where(value => value.Status == ValueStatus.Active)];
        if (active.Length != 2)
        {
            return null;
        }

        (string Label, string Id)[] labels = [.. active.Select(value => (value.Label.ToLowerInvariant(), value.Id))];
        string? yes = labels.FirstOrDefault(one => one.Label is "yes" or "true").Id;
        string? no = labels.FirstOrDefault(one => one.Label is "no" or "false").Id;
        return yes is null || no is null ? null : new Dictionary<string, bool>(StringComparer.Ordinal) { [yes] = true, [no] = false };
    }
}

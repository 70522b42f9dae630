using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Converts the values of an attribute for Akeneo's import.</summary>
internal sealed class AkeneoValues
{
    private readonly AttributeDefinition attribute;
    private readonly AkeneoUnits units;
    private readonly Dictionary<string, bool>? truths; // by value, for a yes-or-no attribute

    /// <summary>Prepares an attribute.</summary>
    public AkeneoValues(AttributeDefinition attribute, AkeneoUnits units)
    {
        (this.attribute, this.units) = (attribute, units);
        truths = TruthsOf(attribute);
    }

    /// <summary>Converts values into the text of cells.</summary>
    /// <param name="values">The values, best first; not empty.</param>
    /// <returns>The text and, for a measurement, the code of its unit; or null with the reason.</returns>
    public (string? Text, string? Unit, string Reason) CellOf(IReadOnlyList<ValueAnswer> values)
    {
        ValueAnswer best = values[0];
        switch (attribute)
        {
            case { IsQuantity: true } when values.Count > 1:
                return Unsupported("several numbers of an attribute, which holds only one in Akeneo");
            case { IsQuantity: true } when best.Quantity?.Number is null:
                return Unsupported("ranges and values that are not a single number");
            case { Kind: AttributeKind.Measurement } when best.Quantity is { Number: { } number } quantity:
                return quantity.Unit is { } unit && units.Convert(number, unit, attribute) is { } amount
                    ? (amount.Amount, amount.Unit, "")
                    : Unsupported("measurements in a unit that the taxonomy's packs do not know");
            case { Kind: AttributeKind.Number } when best.Quantity is { Number: { } number } && Math.Abs(number) <= 1e15:
                return (AkeneoUnits.Plain((decimal)number), null, "");
            case { Kind: AttributeKind.Categorical } when truths is not null:
                return best.Id is { } id && truths.TryGetValue(id, out bool truth)
                    ? (truth ? "1" : "0", null, "")
                    : Unsupported("values that are neither yes nor no");
            case { Kind: AttributeKind.Categorical } when attribute.Values.Count > 0:
                return values.Any(value => value.Open)
                    ? Unsupported("open values, which have no option in Akeneo")
                    : (
                        string.Join(',', values.Select(value => AkeneoCodes.CodeOf(value.Id!)).Distinct(StringComparer.OrdinalIgnoreCase)),
                        null,
                        "");
            default:
                return (string.Join("; ", values.Select(value => value.Label)), null, "");
        }

        static (string?, string?, string) Unsupported(string reason) => (null, null, reason);
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

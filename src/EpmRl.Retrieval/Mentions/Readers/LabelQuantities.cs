using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads the labels of a measurement or number as quantities, and formats open labels with their unit.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="labelScanner">Reads labels as quantities.</param>
internal sealed class LabelQuantities(AttributeDefinition attribute, QuantityScanner labelScanner)
{
    private const int Decimals = 6;
    private readonly string? unit = attribute.Quantity?.Unit;

    /// <summary>The quantity of a label; null if it is not a quantity, or several at once ("40/80 GB").</summary>
    public ValueQuantity? Of(string label)
    {
        if (QuantityLabel.Read(label, labelScanner) is not ({ } quantity, _))
        {
            return null;
        }

        string? named = quantity.Unit?.Spelling ?? unit;
        return quantity.Number switch
        {
            { IsRange: true, Values: [var min, var max] } => new ValueQuantity { Min = Round(min), Max = Round(max), Unit = named },
            { Values: [var number] } => new ValueQuantity { Number = Round(number), Unit = named },
            _ => null,
        };
    }

    /// <summary>An open label followed by the attribute's unit, "1.35 kg"; unchanged if it has a unit or needs none.</summary>
    public string WithUnit(string label) =>
        unit is not null && label.Length > 0 && char.IsAsciiDigit(label[^1]) ? $"{label} {unit}" : label;

    /// <summary>A label without the unit of its attribute: "1.35 kg" and "1.35" are one value.</summary>
    /// <param name="label">A label.</param>
    /// <param name="unit">The attribute's unit; null without one.</param>
    public static string WithoutUnit(string label, string? unit)
    {
        if (string.IsNullOrEmpty(unit) || !label.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
        {
            return label;
        }

        string number = label[..^unit.Length].TrimEnd();
        return number.Length > 0 && char.IsAsciiDigit(number[^1]) ? number : label;
    }

    private static double Round(double value) => Math.Round(value, Decimals); // 42 2/3
}

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>What the labels of a measurement or number say in numbers, and how open ones are written with their unit.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="labelScanner">Reads labels as quantities.</param>
internal sealed class LabelQuantities(AttributeDefinition attribute, QuantityScanner labelScanner)
{
    private const int Decimals = 6;
    private readonly string? unit = attribute.Quantity?.Unit;

    /// <summary>The quantity of a label; null where it is none, or several at once ("40/80 GB").</summary>
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

    /// <summary>An open label with the attribute's unit behind it, "1.35 kg"; as it is where it carries one or needs none.</summary>
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

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>A listed value, read as a quantity.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The label or alias that was read.</param>
/// <param name="Numbers">Its numbers: one, or more for composites and ranges.</param>
/// <param name="IsRange">Whether they are the ends of a range.</param>
/// <param name="Unit">The unit in the label; null without one.</param>
/// <param name="Decimals">Number of decimals in the label.</param>
internal sealed record QuantityLabel(
    TaxonomyValue Value, string Text, IReadOnlyList<double> Numbers, bool IsRange, UnitDefinition? Unit, int Decimals)
{
    /// <summary>Reads a label such as "25.4", "40/80 Gigabytes" or "7.2-10.8"; null when it is not a quantity.</summary>
    public static QuantityLabel? Read(TaxonomyValue value, string text, QuantityScanner scanner)
    {
        if (Read(text, scanner) is not ({ } quantity, { } field))
        {
            return null;
        }

        string number = field.Text[quantity.Number.Start..quantity.Number.End];
        int point = number.LastIndexOf('.');
        return new QuantityLabel(
            value, text, quantity.Number.Values, quantity.Number.IsRange, quantity.Unit?.Unit, point < 0 ? 0 : number.Length - point - 1);
    }

    /// <summary>The quantity that is the entire text; null if the text is something else.</summary>
    public static (Quantity Quantity, FieldText Field)? Read(string text, QuantityScanner scanner)
    {
        FieldText field = FieldText.OfTitle(text);
        List<Quantity> quantities = scanner.Scan(field, NumberNotation.OfLabels);
        return quantities.Count == 1 && quantities[0] is { Unit: null or { IsShort: false } } && quantities[0].Start == 0
            && quantities[0].ExtentEnd >= field.Text.TrimEnd().Length
            ? (quantities[0], field)
            : null;
    }
}

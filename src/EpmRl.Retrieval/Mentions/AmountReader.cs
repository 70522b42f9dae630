using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads the amounts that short texts state, labels and queries, in base units: 1024 GB and 1 TB are one amount. Safe for concurrent
/// callers.
/// </summary>
internal sealed class AmountReader
{
    private readonly UnitLexicon units;
    private readonly QuantityScanner scanner;
    private readonly bool hasNumberWords;

    /// <summary>Takes units and number words of a taxonomy.</summary>
    public AmountReader(ProductTaxonomy taxonomy)
    {
        units = new UnitLexicon(new UnitSpellings(taxonomy.Units, new QuantityWords(taxonomy.Packs)), []);
        scanner = new QuantityScanner(new QuantityComposer(new NumberScanner(taxonomy.NumberWords, units), units), units, RoleWords.None);
        hasNumberWords = taxonomy.NumberWords.Values.Count > 0;
    }

    /// <summary>The amounts of a text, in its order. Numbers without a unit are none, unless the attribute has one for them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="attribute">The attribute whose label the text is; null for other texts.</param>
    public List<StatedAmount> Read(string text, AttributeDefinition? attribute = null)
    {
        var amounts = new List<StatedAmount>();
        if (!text.AsSpan().ContainsAnyInRange('0', '9') && !hasNumberWords)
        {
            return amounts;
        }

        UnitDefinition? bare =
            (attribute?.Quantity?.Unit ?? attribute?.Quantity?.AssumedUnit) is { } spelling ? units.Find(spelling) : null;
        FieldText field = FieldText.OfTitle(text);
        foreach (Quantity quantity in scanner.Scan(field))
        {
            if ((quantity.Unit is { } written ? written.Unit : bare) is not { } unit)
            {
                continue;
            }

            (int start, int end) = field.Clean.ToOriginal(quantity.Start, quantity.End);
            double[] values = [.. quantity.Number.Values.Select(value => (value * unit.Factor) + unit.Offset)];
            if (quantity.Number.IsRange)
            {
                amounts.Add(new StatedAmount(start, end, unit.Dimension, values[0], values[^1]));
            }
            else
            {
                amounts.AddRange(values.Select(value => new StatedAmount(start, end, unit.Dimension, value, value)));
            }
        }

        return amounts;
    }
}

/// <summary>An amount that a text states.</summary>
/// <param name="Start">First character of number and unit in the text.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Dimension">What is measured.</param>
/// <param name="Low">In base units of the dimension; for a range its lower end.</param>
/// <param name="High">The same, or the upper end.</param>
internal readonly record struct StatedAmount(int Start, int End, string Dimension, double Low, double High);

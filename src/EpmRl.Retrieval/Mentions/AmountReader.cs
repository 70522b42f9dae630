using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads the amounts in short texts, such as labels and queries, in base units: 1024 GB and 1 TB are the same amount. Safe for concurrent
/// callers.
/// </summary>
internal sealed class AmountReader
{
    private readonly UnitLexicon units;
    private readonly QuantityScanner scanner;
    private readonly bool hasNumberWords;

    /// <summary>Prepares the units and number words of a taxonomy.</summary>
    public AmountReader(ProductTaxonomy taxonomy)
    {
        units = new UnitLexicon(new UnitSpellings(taxonomy.Units, new QuantityWords(taxonomy.Packs)), []);
        scanner = new QuantityScanner(new QuantityComposer(new NumberScanner(taxonomy.NumberWords, units), units), units, RoleWords.None);
        hasNumberWords = taxonomy.NumberWords.Values.Count > 0;
    }

    /// <summary>The amounts of a text, in order. Numbers without a unit are ignored unless the attribute has a default unit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="attribute">The attribute, if the text is one of its labels; null for other texts.</param>
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

/// <summary>An amount stated in a text.</summary>
/// <param name="Start">First character of number and unit in the text.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Dimension">The dimension measured.</param>
/// <param name="Low">In base units of the dimension; for a range its lower end.</param>
/// <param name="High">Equal to <paramref name="Low"/>; for a range its upper end.</param>
internal readonly record struct StatedAmount(int Start, int End, string Dimension, double Low, double High);

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Composes quantities from the numbers of a field, step by step: units, tolerances, compounds, ranges, open ends, and restatements in
/// another unit. Later steps decide what they measure and of what.
/// </summary>
/// <param name="numbers">Finds the numbers.</param>
/// <param name="units">Reads the units.</param>
internal sealed class QuantityComposer(NumberScanner numbers, UnitLexicon units)
{
    private const string Count = "count"; // dimension of thousands and millions, which scale a number and measure nothing

    /// <summary>The quantities of a field, in order; they do not overlap.</summary>
    /// <param name="field">The field.</param>
    /// <param name="roles">Marks that numbers may be written to.</param>
    /// <param name="notation">How the listing writes numbers; null to judge by the field alone.</param>
    public List<Quantity> Compose(FieldText field, RoleWords roles, NumberNotation? notation = null)
    {
        List<Quantity> quantities = ReadUnits(field, roles, notation ?? new NumberNotation([field], units.Words));
        Tolerances.Join(field.Text, quantities, units);
        Compounds.Join(field.Text, quantities, units);
        Ranges.Join(field.Text, quantities, units);
        Restatements.Join(field.Text, quantities);
        foreach (Quantity quantity in quantities)
        {
            quantity.Bound = BoundOf(field.Text, quantity);
        }

        return quantities;
    }

    private List<Quantity> ReadUnits(FieldText field, RoleWords roles, NumberNotation notation)
    {
        var quantities = new List<Quantity>();
        foreach (NumberSpan number in numbers.Scan(field, notation, roles))
        {
            if (quantities.Count > 0 && number.Start < quantities[^1].End)
            {
                continue;
            }

            UnitReading? unit = units.Read(field.Text, number.End, number.Start);
            quantities.Add(unit is { Unit: { Dimension: Count } scale } reading
                ? new Quantity(Scaled(number, reading.End, scale.Factor), null) { Scale = scale.Factor }
                : new Quantity(number, unit ?? (number.IsWord ? null : units.ReadHeader(field.Text, number.Start))));
        }

        return quantities;
    }

    // "6.5K pages", "2 Tsd. Seiten".
    private static NumberSpan Scaled(NumberSpan number, int end, double factor) => number with
    {
        End = end,
        Values = [.. number.Values.Select(value => value * factor)],
        Other = null,
    };

    private Bound BoundOf(string text, Quantity quantity) =>
        quantity.Number.IsRange ? Bound.None
            : units.Words.StartBefore("at most", text, quantity.Start) is not null
                || units.Words.EndBehind("at most behind", text, quantity.End) is not null ? Bound.AtMost
            : units.Words.StartBefore("at least", text, quantity.Start) is not null
                || units.Words.EndBehind("at least behind", text, quantity.End) is not null ? Bound.AtLeast
            : Bound.None;
}

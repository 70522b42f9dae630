using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>Finds the quantities of a field: numbers with units, role marks and chains ("24"W x 30"D x 36"H").</summary>
/// <param name="numbers">Finds the numbers.</param>
/// <param name="units">Reads the units.</param>
/// <param name="roles">The role words of the category's attributes.</param>
/// <param name="dimensions">What the category's attributes measure.</param>
internal sealed partial class QuantityScanner(NumberScanner numbers, UnitLexicon units, RoleWords roles, HashSet<string> dimensions)
{
    private readonly RoleReader roleReader = new(roles, dimensions);
    private readonly ChainReader chains = new(roles, units);

    /// <summary>The quantities of a field, in order.</summary>
    public List<Quantity> Scan(FieldText field)
    {
        List<Quantity> quantities = ReadUnits(field);
        JoinRanges(field.Text, quantities);
        if (roles.IsEmpty)
        {
            chains.Read(field.Text, quantities);
            return quantities;
        }

        RoleHeader[] headers = RoleHeader.Find(field.Text, roles, units);
        ChainReader.ReadHeaders(field.Text, quantities, headers);
        roleReader.Read(field, quantities, headers);
        chains.Read(field.Text, quantities);
        quantities.RemoveAll(quantity => IsCode(field.Text, quantity));
        return quantities;
    }

    private List<Quantity> ReadUnits(FieldText field)
    {
        var quantities = new List<Quantity>();
        foreach (NumberSpan number in numbers.Scan(field, roles))
        {
            if (quantities.Count == 0 || number.Start >= quantities[^1].End)
            {
                quantities.Add(new Quantity(number, units.Read(field.Text, number.End)));
            }
        }

        return quantities;
    }

    // "12-14 in", "121" - 132"", "12 to 14 in": rising, and of one unit.
    private static void JoinRanges(string text, List<Quantity> quantities)
    {
        int kept = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            Quantity low = quantities[i];
            quantities[kept++] = low;
            if (i + 1 < quantities.Count && quantities[i + 1] is var high
                && low.Number.Values.Count == 1 && high.Number.Values.Count == 1 && low.Number.Values[0] < high.Number.Values[0]
                && (low.Unit is null || low.Unit?.Unit == high.Unit?.Unit)
                && RangeJoint().IsMatch(text.AsSpan(low.End, high.Start - low.End)))
            {
                low.Number = new NumberSpan(
                    low.Start, high.Number.End, [low.Number.Values[0], high.Number.Values[0]], IsRange: true);
                low.Unit = high.Unit;
                low.UnitCue = high.UnitCue;
                i++;
            }
        }

        quantities.RemoveRange(kept, quantities.Count - kept);
    }

    // The digits behind a letter that is a mark ("W65", "H110") are a size in a chain or with a unit, and else the end of a code.
    private bool IsCode(string text, Quantity quantity) =>
        quantity.ChainLength == 1 && quantity.UnitCue != UnitCue.Written && roles.Glued(text, quantity.Start) is { } mark
        && mark.End - mark.Start == 1 && char.IsAscii(text[mark.Start]);

    [GeneratedRegex(@"^\s?(-|to|bis|\.\.)\s?$", RegexOptions.IgnoreCase)]
    private static partial Regex RangeJoint();
}

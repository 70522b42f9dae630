using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Chooses between two readings of a quantity by the values that an attribute lists: 7200 is the speed of a disk, 7.2 is not.
/// </summary>
internal sealed class LikelyRange
{
    private const double Reach = 5; // factor by which a value may exceed the ends of the list; the readings differ by a factor of 1000
    private readonly QuantityConverter converter;
    private readonly bool isCount;
    private readonly UsualRange? usual;
    // dimension → the list's ends, in base units
    private readonly Dictionary<string, (double Least, double Most)> ranges = new(StringComparer.Ordinal);

    public LikelyRange(AttributeDefinition attribute, QuantityConverter converter, UnitDefinition? unit, IEnumerable<QuantityLabel> labels)
    {
        this.converter = converter;
        usual = attribute.Quantity?.Usual;
        isCount = attribute.Kind == AttributeKind.Number;
        foreach (QuantityLabel label in labels)
        {
            UnitDefinition? of = label.Unit ?? unit;
            string dimension = of?.Dimension ?? "";
            double least = InBase(label.Numbers[0], of);
            double most = InBase(label.Numbers[^1], of);
            ranges[dimension] = ranges.TryGetValue(dimension, out (double Least, double Most) known)
                ? (Math.Min(known.Least, least), Math.Max(known.Most, most)) : (least, most);
        }
    }

    /// <summary>The readings, and whether there are two with no preference.</summary>
    public (IReadOnlyList<Quantity> Readings, bool Ambiguous) Of(Quantity quantity)
    {
        if (quantity.Number.Other is not { } other)
        {
            return ([quantity], false);
        }

        Quantity second = quantity.With(quantity.Number with { Values = other, Other = null });
        if (isCount && quantity.Unit is null && IsMark(quantity.Number))
        {
            return ([quantity.Number.Values[0] > other[0] ? quantity : second], false); // nothing is counted in thousandths
        }

        bool first = IsLikely(quantity);
        return first != IsLikely(second) ? ([first ? quantity : second], false)
            : quantity.Number.IsOpen ? ([quantity, second], true)
            : ([quantity], false);
    }

    /// <summary>Whether an amount is outside the attribute's declared usual range.</summary>
    public bool IsUnusual(Amount amount) =>
        usual is not null && amount.Canonical is { } values && (values[0] < usual.Least || values[^1] > usual.Most);

    // Whether the readings differ by a mark ("1.800"), not by a blank ("2 500").
    private static bool IsMark(NumberSpan number) =>
        Math.Abs((Math.Max(number.Values[0], number.Other![0]) / Math.Min(number.Values[0], number.Other[0])) - 1000) < 1e-6;

    private bool IsLikely(Quantity quantity)
    {
        if (converter.Convert(quantity) is not { } amount)
        {
            return false;
        }

        return usual is not null ? !IsUnusual(amount)
            : ranges.Count == 0
            || (ranges.TryGetValue(amount.Unit?.Dimension ?? "", out (double Least, double Most) range)
                && InBase(amount.Written[0], amount.Unit) >= range.Least / Reach
                && InBase(amount.Written[^1], amount.Unit) <= range.Most * Reach);
    }

    private static double InBase(double number, UnitDefinition? unit) => unit is null ? number : (number * unit.Factor) + unit.Offset;
}

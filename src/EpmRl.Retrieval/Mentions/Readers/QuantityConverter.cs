using System.Globalization;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Converts quantities of a text into an attribute's unit, compares them with labels, and formats open labels.</summary>
internal sealed class QuantityConverter
{
    private const double Same = 1e-9;
    private const int LeastDigits = 3; // minimum of a converted number
    private const int MostDigits = 12;
    private readonly AttributeDefinition attribute;
    private readonly QuantityFormat format;
    private readonly UnitDefinition? unit;
    private readonly UnitDefinition? assumed;
    private readonly HashSet<UnitDefinition> accepted;

    public QuantityConverter(AttributeDefinition attribute, QuantityFormat format, UnitLexicon units)
    {
        this.attribute = attribute;
        this.format = format;
        unit = format.Unit is null ? null : units.Find(format.Unit);
        assumed = format.AssumedUnit is null ? null : units.Find(format.AssumedUnit);
        accepted = [.. format.InputUnits.Select(units.Find).OfType<UnitDefinition>()];
    }

    /// <summary>The quantity converted for the attribute; null if it cannot be a value of it.</summary>
    public Amount? Convert(Quantity quantity)
    {
        IReadOnlyList<double> written = quantity.Number.Values;
        bool isRange = quantity.Number.IsRange;
        if (quantity.Unit is { } reading && LocalFactor(reading.Spelling) is { } factor)
        {
            return Pick(new Amount([.. written.Select(value => value * factor)], written, null, isRange));
        }

        if (quantity.Unit is null && assumed is null)
        {
            // A number without a unit is a value only if values have no unit.
            bool bare = attribute.Kind == AttributeKind.Number || (unit is null && accepted.Count == 0);
            return bare ? Pick(new Amount(written, written, null, isRange)) : null;
        }

        UnitDefinition? from = quantity.Unit is null ? assumed : quantity.Unit.Value.Unit;
        if (quantity.Unit is null && quantity.Number.IsWord)
        {
            return null; // "double" without a unit is not a measurement
        }

        if (from is null || attribute.Kind == AttributeKind.Number || (accepted.Count > 0 && !accepted.Contains(from)))
        {
            return null;
        }

        if (unit is null)
        {
            return Pick(new Amount(null, written, from, isRange));
        }

        // Another dimension: only a label with that unit can match ("6in" in a list of grams).
        return from.Dimension == unit.Dimension
            ? Pick(new Amount([.. written.Select(value => Between(value, from, unit))], written, from, isRange))
            : Pick(new Amount(null, written, from, isRange));
    }

    /// <summary>
    /// The distance of a label from an amount, 0 for the same number; <see cref="double.MaxValue"/> when they do not match.
    /// </summary>
    public double Error(Amount amount, QuantityLabel label)
    {
        if (label.IsRange != amount.IsRange || label.Numbers.Count != amount.Written.Count)
        {
            return double.MaxValue;
        }

        if (label.Unit is null)
        {
            // Half of the label's last digit, plus a tolerance for rounding in the list. An unconverted number is rounded only if the
            // attribute declares it: 41.5 is not size 42.
            bool isRounded = format.Decimals is not null || (amount.Canonical is { } canonical && !canonical.SequenceEqual(amount.Written));
            double tolerance = isRounded ? 0.6 * Math.Pow(10, -(format.Decimals ?? label.Decimals)) : Same;
            return amount.Canonical is null ? double.MaxValue : Distance(amount.Canonical, label.Numbers, tolerance);
        }

        if (amount.Unit is null || label.Unit.Dimension != amount.Unit.Dimension)
        {
            return double.MaxValue;
        }

        // If the attribute has a unit, the label in that unit is the normalised one and preferred to "12 Ounce".
        double error = amount.Canonical is null ? 0 : 1;
        if (label.Unit == amount.Unit)
        {
            double same = Distance(amount.Written, label.Numbers, Same);
            return same == double.MaxValue ? same : same + error;
        }

        double[] converted = [.. amount.Written.Select(value => Between(value, amount.Unit, label.Unit))];
        double distance = Distance(converted, label.Numbers, 1e-6 * Math.Abs(converted[0]));
        return distance == double.MaxValue ? distance : distance + error + 1e-9; // prefers the label in the same unit
    }

    /// <summary>The label of an open amount; null if it cannot be written in the attribute's unit.</summary>
    public string? Write(Amount amount)
    {
        if (amount.Canonical is null && unit is not null)
        {
            return null;
        }

        string joint = amount.IsRange ? "-" : "/";
        return amount.Canonical is { } canonical
            ? string.Join(joint, canonical.Select((value, i) =>
                Write(value == amount.Written[i] ? value : AsPrecise(value, amount.Written[i]))))
            : string.Join(joint, amount.Written.Select(Write)) + (amount.Unit is null ? "" : " " + amount.Unit.Name);
    }

    // A conversion does not add precision: 68.6 cm are 27 in, not 27.007874.
    private double AsPrecise(double value, double written)
    {
        if (format.Decimals is not null || value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        int digits = Math.Clamp(written.ToString("R", CultureInfo.InvariantCulture).Count(char.IsAsciiDigit), LeastDigits, MostDigits);
        return double.Parse(value.ToString("G" + digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>An amount of the attribute's own unit.</summary>
    public static Amount OfOwnUnit(double value) => new([value], [value], null, false);

    private string Write(double value) => format.Decimals is { } decimals
        // decimal arithmetic: 6.35 cm is stored as 6.3499… in binary
        ? value.ToString("F" + decimals, CultureInfo.InvariantCulture)
        : unit is null && Thirds(value) is { } thirds ? thirds
        : Math.Round(value, 6).ToString("0.######", CultureInfo.InvariantCulture);

    // Sizes such as 42 2/3, which decimals cannot represent exactly.
    private static string? Thirds(double value)
    {
        double whole = Math.Floor(value);
        double parts = (value - whole) * 3;
        int part = (int)Math.Round(parts);
        return part is 1 or 2 && Math.Abs(parts - part) < 3 * Same
            ? (whole == 0 ? "" : whole.ToString("0", CultureInfo.InvariantCulture) + " ")
                + part.ToString(CultureInfo.InvariantCulture) + "/3"
            : null;
    }

    private Amount Pick(Amount amount)
    {
        if (!amount.IsRange || format.Range == RangeReading.Whole)
        {
            return amount;
        }

        Index end = format.Range == RangeReading.Larger ? ^1 : 0;
        return new Amount(amount.Canonical is null ? null : [amount.Canonical[end]], [amount.Written[end]], amount.Unit, false);
    }

    private double? LocalFactor(string spelling)
    {
        foreach ((string local, double factor) in format.LocalUnits)
        {
            if (string.Equals(local, spelling, StringComparison.OrdinalIgnoreCase))
            {
                return factor;
            }
        }

        return null;
    }

    private static double Distance(IReadOnlyList<double> values, IReadOnlyList<double> label, double tolerance)
    {
        double distance = 0;
        for (int i = 0; i < label.Count; i++)
        {
            double difference = Math.Abs(values[i] - label[i]);
            if (difference > tolerance)
            {
                return double.MaxValue;
            }

            distance += difference;
        }

        return distance;
    }

    private static double Between(double value, UnitDefinition from, UnitDefinition to) =>
        ((value * from.Factor) + from.Offset - to.Offset) / to.Factor;
}

using System.Globalization;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>Converts units into those of Akeneo's measurement families.</summary>
internal sealed class AkeneoUnits
{
    // Units of the pack with their codes in Akeneo's standard families. Where Akeneo's unit of that name has another size (its gallon is
    // imperial, its ton metric) or does not exist, the quantity is converted: "name | code | factor".
    private const string Standard = """
        Meters | METER
        Kilometers | KILOMETER
        Decimeters | DECIMETER
        Centimeters | CENTIMETER
        Millimeters | MILLIMETER
        Micrometers | MILLIMETER | 0.001
        Nanometers | MILLIMETER | 0.000001
        Inches | INCH
        Feet | FEET
        Yards | YARD
        Miles | MILE
        Mils | MIL
        Square Meters | SQUARE_METER
        Square Centimeters | SQUARE_CENTIMETER
        Square Feet | SQUARE_FOOT
        Square Inches | SQUARE_INCH
        Square Yards | SQUARE_YARD
        Acres | ACRE
        Liters | LITER
        Deciliters | DECILITER
        Centiliters | CENTILITER
        Milliliters | MILLILITER
        Cubic Centimeters | CUBIC_CENTIMETER
        Cubic Meters | CUBIC_METER
        Cubic Inches | CUBIC_INCH
        Cubic Feet | CUBIC_FOOT
        Fluid Ounces | MILLILITER | 29.5735295625
        Gallons | LITER | 3.785411784
        Quarts | LITER | 0.946352946
        Pints | LITER | 0.473176473
        Cups | MILLILITER | 236.5882365
        Tablespoons | MILLILITER | 14.78676478125
        Teaspoons | MILLILITER | 4.92892159375
        Kilograms | KILOGRAM
        Grams | GRAM
        Milligrams | MILLIGRAM
        Micrograms | MILLIGRAM | 0.001
        Ounces | OUNCE
        Pounds | POUND
        Stones | KILOGRAM | 6.35029318
        Metric Tons | TON
        Tons | KILOGRAM | 907.18474
        Jin | KILOGRAM | 0.5
        Liang | KILOGRAM | 0.05
        Carats | GRAM | 0.2
        Bytes | BYTE
        Kilobytes | KILOBYTE
        Megabytes | MEGABYTE
        Gigabytes | GIGABYTE
        Terabytes | TERABYTE
        Petabytes | TERABYTE | 1024
        Megabits | MEGABYTE | 0.125
        Gigabits | GIGABYTE | 0.125
        Hertz | HERTZ
        Kilohertz | KILOHERTZ
        Megahertz | MEGAHERTZ
        Gigahertz | GIGAHERTZ
        Kilometers per Hour | KILOMETER_PER_HOUR
        Miles per Hour | MILE_PER_HOUR
        Meters per Second | METER_PER_SECOND
        Watts | WATT
        Milliwatts | WATT | 0.001
        Kilowatts | KILOWATT
        Megawatts | MEGAWATT
        Horsepower | WATT | 745.699872
        Metric Horsepower | WATT | 735.49875
        BTU per Hour | WATT | 0.29307107
        Volts | VOLT
        Millivolts | MILLIVOLT
        Kilovolts | KILOVOLT
        Amperes | AMPERE
        Milliamperes | MILLIAMPERE
        Ampere-Hours | AMPEREHOUR
        Milliampere-Hours | MILLIAMPEREHOUR
        Ohms | OHM
        Kiloohms | KILOHM
        Joules | JOULE
        Kilojoules | KILOJOULE
        Watt-Hours | KILOJOULE | 3.6
        Kilowatt-Hours | KILOJOULE | 3600
        BTU | KILOJOULE | 1.05505585262
        Kilocalories | KILOCALORIE
        Degrees Celsius | CELSIUS
        Degrees Fahrenheit | FAHRENHEIT
        Kelvin | KELVIN
        Pascals | PASCAL
        Kilopascals | HECTOPASCAL | 10
        Megapascals | BAR | 10
        Bar | BAR
        Pounds per Square Inch | PSI
        Atmospheres | ATM
        Seconds | SECOND
        Milliseconds | MILLISECOND
        Minutes | MINUTE
        Hours | HOUR
        Days | DAY
        Weeks | WEEK
        Months | MONTH
        Years | YEAR
        Decibels | DECIBEL
        """;

    private static readonly Dictionary<string, (string Code, decimal Factor)> Codes = Standard.Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(
            parts => parts[0], parts => (parts[1], parts.Length > 2 ? decimal.Parse(parts[2], CultureInfo.InvariantCulture) : 1m),
            StringComparer.Ordinal);

    private const int Decimals = 8;

    private readonly UnitLookup units;

    /// <summary>Prepares a taxonomy's units.</summary>
    public AkeneoUnits(UnitPack pack) => units = new UnitLookup(pack);

    /// <summary>Converts a quantity.</summary>
    /// <param name="number">The number.</param>
    /// <param name="unit">Its unit, as the answer spells it.</param>
    /// <param name="attribute">The attribute, whose units resolve an ambiguous spelling.</param>
    /// <returns>
    /// The amount and the code of its unit: one of Akeneo's, or the unit's name in capitals for a custom family. Null if the unit is
    /// unknown.
    /// </returns>
    public (string Amount, string Unit)? Convert(double number, string unit, AttributeDefinition attribute)
    {
        string? dimension = DimensionOf(attribute);
        IReadOnlyList<UnitDefinition> found = units.Find(unit);
        UnitDefinition? known = found.FirstOrDefault(one => one.Dimension == dimension) ?? (found is [var only] ? only : null);
        if (known is null || Math.Abs(number) > 1e15)
        {
            return null;
        }

        (string code, decimal factor) = Codes.TryGetValue(known.Name, out var standard) ? standard : (CodeOf(known.Name), 1m);
        return (Plain((decimal)number * factor), code);
    }

    /// <summary>Formats a number without an exponent.</summary>
    public static string Plain(decimal number) => Math.Round(number, Decimals).ToString("0.########", CultureInfo.InvariantCulture);

    private string? DimensionOf(AttributeDefinition attribute)
    {
        IEnumerable<string?> own = [attribute.Quantity?.Unit, attribute.Quantity?.AssumedUnit, .. attribute.Quantity?.InputUnits ?? []];
        return own.OfType<string>().SelectMany(spelling => units.Find(spelling)).FirstOrDefault()?.Dimension;
    }

    private static string CodeOf(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}

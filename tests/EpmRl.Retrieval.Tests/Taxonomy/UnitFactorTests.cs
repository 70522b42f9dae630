using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using UnitsNet;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>
/// The factors of the pack of units, against UnitsNet. Spellings and labels are the pack's own: UnitsNet's parser refuses "5.5 inches".
/// </summary>
public sealed class UnitFactorTests
{
    private const double Tolerance = 1e-8; // relative: some definitions are rounded, such as that of the horsepower

    // Dimension of the pack → quantity of UnitsNet.
    private static readonly Dictionary<string, string> Quantities = new(StringComparer.Ordinal)
    {
        ["length"] = "Length", ["area"] = "Area", ["volume"] = "Volume", ["mass"] = "Mass", ["data"] = "Information",
        ["data rate"] = "BitRate",
        ["frequency"] = "Frequency", ["rotation"] = "RotationalSpeed", ["speed"] = "Speed", ["flow"] = "VolumeFlow", ["power"] = "Power",
        ["apparent power"] = "ApparentPower", ["voltage"] = "ElectricPotential", ["current"] = "ElectricCurrent",
        ["charge"] = "ElectricCharge",
        ["resistance"] = "ElectricResistance", ["capacitance"] = "Capacitance", ["energy"] = "Energy", ["temperature"] = "Temperature",
        ["pressure"] = "Pressure", ["force"] = "Force", ["torque"] = "Torque", ["time"] = "Duration", ["angle"] = "Angle",
        ["luminous flux"] = "LuminousFlux", ["illuminance"] = "Illuminance", ["luminance"] = "Luminance", ["sound level"] = "Level",
        ["areal weight"] = "AreaDensity", ["ratio"] = "Ratio",
    };

    // Units that UnitsNet calls otherwise. Of the many gallons and tons, a listing means the US customary ones; its kilobytes are 1,024
    // bytes.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Fluid Ounces"] = "UsOunces", ["Gallons"] = "UsGallons", ["Quarts"] = "UsQuarts", ["Pints"] = "UsPints",
        ["Cups"] = "UsCustomaryCups",
        ["Tablespoons"] = "UsTablespoons", ["Teaspoons"] = "UsTeaspoons", ["Metric Tons"] = "Tonnes", ["Tons"] = "ShortTons",
        ["Kilobytes"] = "Kibibytes", ["Megabytes"] = "Mebibytes", ["Gigabytes"] = "Gibibytes", ["Terabytes"] = "Tebibytes",
        ["Petabytes"] = "Pebibytes",
        ["Megabits"] = "Mebibits", ["Gigabits"] = "Gibibits", ["Gallons per Minute"] = "UsGallonsPerMinute",
        ["BTU per Hour"] = "BritishThermalUnitsPerHour", ["BTU"] = "BritishThermalUnits", ["Kelvin"] = "Kelvins", ["Bar"] = "Bars",
        ["Pounds per Square Inch"] = "PoundsForcePerSquareInch", ["Inch-Pounds"] = "PoundForceInches", ["Foot-Pounds"] = "PoundForceFeet",
    };

    // Units that are not compared, and why.
    private static readonly Dictionary<string, string> Unchecked = new(StringComparer.Ordinal)
    {
        ["Carats"] = "not in UnitsNet; 200 mg by definition",
        ["Ounces per Square Yard"] = "not in UnitsNet; 28.349523125 g on 0.83612736 m²",
        ["Stones"] = "UnitsNet rounds it to 6.350288 kg; 14 pounds by definition",
        ["Horsepower"] = "UnitsNet rounds it to 745.69 W; 550 foot-pounds a second by definition",
        ["Months"] = "UnitsNet has months of 30 days; here a twelfth of the Gregorian year",
        ["Years"] = "UnitsNet has years of 365 and 365.25 days; here the Gregorian year of 365.2425",
        ["Jin"] = "not in UnitsNet; half a kilogram by law",
        ["Liang"] = "not in UnitsNet; a tenth of a jin",
        ["Thousands"] = "no physical quantity",
        ["Ten Thousands"] = "no physical quantity",
        ["Millions"] = "no physical quantity",
        ["Karats"] = "no physical quantity",
        ["Megatransfers per Second"] = "no physical quantity",
        ["Gigatransfers per Second"] = "no physical quantity",
        ["Pages per Minute"] = "no physical quantity",
        ["Frames per Second"] = "no physical quantity",
        ["Megapixels"] = "no physical quantity",
        ["Pixels"] = "no physical quantity",
        ["Dots per Inch"] = "no physical quantity",
        ["Pixels per Inch"] = "no physical quantity",
        ["Denier"] = "the only unit of its dimension",
        ["International Units"] = "differs from substance to substance",
    };

    [Fact]
    public void Every_factor_is_that_of_UnitsNet()
    {
        UnitDefinition[] units = Units();
        var wrong = new List<string>();
        foreach (UnitDefinition unit in units.Where(unit => !Unchecked.ContainsKey(unit.Name)))
        {
            // not always the base unit: data rates begin at kilobits
            UnitDefinition first = units.First(other => other.Dimension == unit.Dimension && other.Offset == 0);
            if (Find(unit) is not { } known || Find(first) is not { } basis)
            {
                wrong.Add($"UnitsNet has no unit for '{unit.Name}' ({unit.Dimension}).");
                continue;
            }

            double offset = UnitConverter.Convert(0, known, basis) * first.Factor;
            double factor = UnitConverter.Convert(1, known, basis) * first.Factor - offset;
            if (Math.Abs(unit.Factor / factor - 1) > Tolerance || Math.Abs(unit.Offset - offset) > Tolerance)
            {
                wrong.Add(
                    FormattableString.Invariant($"{unit.Name}: {unit.Factor:R}, {unit.Offset:R}; in UnitsNet {factor:R}, {offset:R}."));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void What_UnitsNet_lacks_is_what_is_left_out_of_the_check()
    {
        UnitDefinition[] units = Units();

        Assert.Empty(Unchecked.Keys.Concat(Names.Keys).Except(units.Select(unit => unit.Name)));
        Assert.All(units.Where(unit => Unchecked.ContainsKey(unit.Name)), unit => Assert.Null(Find(unit)));
        Assert.Equal(0.0002, FactorOf("Carats"));
        Assert.Equal(28.349523125 / 0.83612736, FactorOf("Ounces per Square Yard"), 1e-6);
        Assert.Equal(14 * 0.45359237, FactorOf("Stones"), 1e-12);
        Assert.Equal(550 * 0.3048 * 0.45359237 * 9.80665, FactorOf("Horsepower"), 1e-6);
        Assert.Equal(365.2425 * 86400, FactorOf("Years"));
        Assert.Equal(365.2425 * 86400 / 12, FactorOf("Months"));

        double FactorOf(string name) => units.Single(unit => unit.Name == name).Factor;
    }

    private static Enum? Find(UnitDefinition unit)
    {
        string name = Names.GetValueOrDefault(unit.Name, unit.Name).Replace(" ", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal);
        return Quantities.TryGetValue(unit.Dimension, out string? quantity)
            ? Quantity.Infos.Single(info => info.Name == quantity).UnitInfos.FirstOrDefault(
                info => info.PluralName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value
            : null;
    }

    private static UnitDefinition[] Units()
    {
        string file = TestPaths.InProject("taxonomy", "packs", "units.yaml");
        return [.. Assert.IsType<UnitPack>(PackReader.Read(file, "units", new ProblemLog())).Units];
    }
}

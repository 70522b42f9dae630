using EpmRl.Retrieval.Taxonomy;
using UnitsNet;

namespace EpmRl.Retrieval.Tests.RoundTrip;

/// <summary>A dimension with its role word per language, and the units that listings write it in.</summary>
/// <param name="Name">The dimension, as the pack of units calls it.</param>
/// <param name="Base">Spelling of the unit that values are expected in.</param>
/// <param name="Roles">Role words in the order of <see cref="Language.All"/>.</param>
/// <param name="Units">The units.</param>
internal sealed record MeasuredDimension(string Name, string Base, string[] Roles, MeasuredUnit[] Units);

/// <summary>A unit with its spellings from both sources.</summary>
/// <param name="Name">Its name in our pack.</param>
/// <param name="Factor">How many base units of the dimension one is.</param>
/// <param name="Own">Spellings of our pack.</param>
/// <param name="Foreign">Spellings of UnitsNet.</param>
/// <param name="IsCustomary">Inches, feet, ounces: written with fractions.</param>
internal sealed record MeasuredUnit(string Name, double Factor, string[] Own, string[] Foreign, bool IsCustomary);

/// <summary>The units that are composed, with the spellings of our pack and of UnitsNet.</summary>
internal static class MeasuredUnits
{
    // Dimension, base unit, role words, units: name in our pack → quantity and unit of UnitsNet.
    private static readonly (string Name, string Base, string Quantity, string[] Roles, (string Pack, string Net)[] Units)[] Table =
    [
        ("length", "mm", "Length", ["length", "Länge", "longueur", "longitud", "lunghezza", "długość", "長さ", "长度"],
            [("Millimeters", "Millimeter"), ("Centimeters", "Centimeter"), ("Meters", "Meter"), ("Inches", "Inch"), ("Feet", "Foot")]),
        ("mass", "g", "Mass", ["weight", "Gewicht", "poids", "peso", "peso", "waga", "重量", "重量"],
            [("Grams", "Gram"), ("Kilograms", "Kilogram"), ("Ounces", "Ounce"), ("Pounds", "Pound")]),
        ("volume", "ml", "Volume", ["volume", "Volumen", "volume", "volumen", "volume", "objętość", "容量", "容量"],
            [("Milliliters", "Milliliter"), ("Centiliters", "Centiliter"), ("Liters", "Liter"), ("Fluid Ounces", "UsOunce"),
                ("Gallons", "UsGallon")]),
        ("power", "W", "Power", ["power", "Leistung", "puissance", "potencia", "potenza", "moc", "消費電力", "功率"], [
            ("Watts", "Watt"), ("Kilowatts", "Kilowatt")]),
        ("voltage", "V", "ElectricPotential",
            ["voltage", "Spannung", "tension", "tensión", "tensione", "napięcie", "電圧", "电压"], [("Volts", "Volt")]),
        ("rotation", "rpm", "RotationalSpeed", ["speed", "Drehzahl", "vitesse", "velocidad", "velocità", "obroty", "回転数", "转速"], [
            ("Revolutions per Minute", "RevolutionPerMinute")]),
        ("time", "min", "Duration", ["runtime", "Laufzeit", "autonomie", "autonomía", "autonomia", "czas pracy", "再生時間", "续航"], [
            ("Minutes", "Minute"), ("Hours", "Hour")]),
        ("frequency", "Hz", "Frequency", ["frequency", "Frequenz", "fréquence", "frecuencia", "frequenza", "częstotliwość", "周波数", "频率"],
            [("Hertz", "Hertz"), ("Kilohertz", "Kilohertz"), ("Megahertz", "Megahertz"), ("Gigahertz", "Gigahertz")]),
        ("torque", "Nm", "Torque", ["torque", "Drehmoment", "couple", "par", "coppia", "moment", "トルク", "扭矩"], [
            ("Newton-Meters", "NewtonMeter")]),
        ("luminous flux", "lm", "LuminousFlux", ["brightness", "Lichtstrom", "flux lumineux", "flujo luminoso", "flusso luminoso",
            "strumień świetlny", "光束", "光通量"], [("Lumens", "Lumen")]),
        ("charge", "mAh", "ElectricCharge", ["capacity", "Kapazität", "capacité", "capacidad", "capacità", "pojemność", "容量", "容量"],
            [("Milliampere-Hours", "MilliampereHour"), ("Ampere-Hours", "AmpereHour")]),
    ];

    // Spellings that are no listing's: a symbol of physics, or one that is another unit's in trade.
    private static readonly HashSet<string> NotInTrade = ["lbm", "ozm", "US oz", "oz", "gal (U.S.)", "gal (U.S.) "];

    public static MeasuredDimension[] Of(UnitPack pack) => [.. Table.Select(row => new MeasuredDimension(row.Name, row.Base, row.Roles,
        [.. row.Units.Select(unit => Of(pack, row.Quantity, row.Name, unit.Pack, unit.Net))]))];

    private static MeasuredUnit Of(UnitPack pack, string quantity, string dimension, string name, string net)
    {
        UnitDefinition unit = pack.Units.First(candidate => candidate.Name == name);
        QuantityInfo info = Quantity.ByName[quantity];
        UnitInfo known = info.UnitInfos.First(candidate => candidate.Name == net);
        string[] abbreviations =
            [.. UnitsNetSetup.Default.UnitAbbreviations.GetUnitAbbreviations(known.Value.GetType(), Convert.ToInt32(known.Value, null))];
        string[] words = [Words(known.Name), Words(known.PluralName)];
        return new MeasuredUnit(
            name, unit.Factor, [.. unit.Spellings.Except(["#"])],
            [.. abbreviations.Except(dimension == "mass" ? ["lbm"] : dimension == "time" ? ["m"] : NotInTrade)
                .Concat(net.StartsWith("Us", StringComparison.Ordinal) ? [] : words).Where(spelling => spelling.Length > 0)],
            name is "Inches" or "Feet" or "Ounces" or "Pounds" or "Fluid Ounces");
    }

    // "RevolutionsPerMinute" → "revolutions per minute".
    private static string Words(string name) =>
        string.Concat(
            name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}

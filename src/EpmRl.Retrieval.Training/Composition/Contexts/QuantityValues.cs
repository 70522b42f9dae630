using System.Globalization;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>Quantities of an attribute: those of its list, or made up within its usual range.</summary>
internal sealed partial class QuantityValues : IValueSource
{
    private const double Rounded = 0.6, Joined = 0.35, Foreign = 0.3;

    private readonly IReadOnlyList<(double Number, string Unit)> listed;
    private readonly UsualRange? usual;
    private readonly IReadOnlyList<(string Unit, double Factor)> units; // the attribute's own first
    private readonly ContextLanguage language;
    private readonly bool isWhole;

    private QuantityValues(
        AttributeDefinition attribute, IReadOnlyList<(double, string)> listed, UsualRange? usual, IReadOnlyList<(string, double)> units,
        ContextLanguage language)
    {
        (this.listed, this.usual, this.units, this.language) = (listed, usual, units, language);
        isWhole = attribute.Quantity?.Decimals == 0;
    }

    public int Count => usual is null ? listed.Count : int.MaxValue;

    /// <summary>The quantities of an attribute; null for counts, which mean nothing without the words around them.</summary>
    public static QuantityValues? Of(AttributeDefinition attribute, UnitPack pack, ContextLanguage language)
    {
        if (attribute.Kind != AttributeKind.Measurement || attribute.Quantity is not { } format)
        {
            return null;
        }

        var listed = new List<(double, string)>();
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            if (Label().Match(value.Label) is { Success: true } match
                && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && (match.Groups[2].Length > 0 ? match.Groups[2].Value : format.Unit) is { } unit)
            {
                listed.Add((number, unit));
            }
        }

        UnitDefinition? own = Find(format.Unit);
        UsualRange? usual = format.Unit is null || listed.Count > 0 ? null : format.Usual;
        List<(string, double)> units = [];
        foreach (string spelling in format.InputUnits.Prepend(format.Unit ?? "").Where(spelling => spelling.Length > 0).Distinct())
        {
            if (own is null ? spelling == format.Unit : Find(spelling) is { Offset: 0 } unit && unit.Dimension == own.Dimension)
            {
                units.Add((spelling, own is null ? 1 : Find(spelling)!.Factor / own.Factor));
            }
        }

        return new QuantityValues(attribute, listed, units.Count > 0 ? usual : null, units, language);

        UnitDefinition? Find(string? spelling) =>
            spelling is null ? null : pack.Units.FirstOrDefault(unit => unit.Spellings.Contains(spelling));
    }

    /// <summary>The unit that says what an attribute measures; null for none.</summary>
    public static string? UnitOf(AttributeDefinition attribute) => attribute.Kind != AttributeKind.Measurement ? null
        : attribute.Quantity?.Unit ?? attribute.Quantity?.InputUnits.FirstOrDefault();

    public DrawnValue Draw(Random random, string? not)
    {
        DrawnValue drawn;
        do
        {
            (double number, string unit) = usual is null ? listed[random.Next(listed.Count)] : MadeUp(random, usual);
            drawn = new DrawnValue(
                string.Create(CultureInfo.InvariantCulture, $"{number} {unit}"), Written(number, unit, random));
        }
        while (drawn.Key == not);

        return drawn;
    }

    private (double Number, string Unit) MadeUp(Random random, UsualRange range)
    {
        // small numbers are as frequent as large ones
        double number = Math.Exp(random.NextDouble() * Math.Log(range.Most / Math.Max(range.Least, range.Most / 1e4)))
            * Math.Max(range.Least, range.Most / 1e4);
        (string unit, double factor) =
            random.NextDouble() < Foreign ? units[random.Next(units.Count)] : units[0];
        number /= factor;
        double step = number switch
        {
            >= 1000 => random.NextDouble() < Rounded ? 100 : 10,
            >= 100 => random.NextDouble() < Rounded ? 10 : 1,
            >= 20 => random.NextDouble() < Rounded ? 5 : 1,
            >= 2 => isWhole || random.NextDouble() < Rounded ? 1 : 0.1,
            _ => isWhole ? 1 : 0.05,
        };
        return (Math.Max(step, Math.Round(Math.Round(number / step) * step, 2)), unit);
    }

    private string Written(double number, string unit, Random random)
    {
        string digits = number.ToString("0.##", CultureInfo.InvariantCulture);
        if (language.Language != "en" && random.NextDouble() < 0.7)
        {
            digits = digits.Replace('.', ',');
        }

        string spelled = language.Units.TryGetValue(unit, out IReadOnlyList<string>? spellings) && spellings.Count > 0
            ? spellings[random.Next(spellings.Count)]
            : unit;
        bool joined = spelled == "\"" || (spelled.Length <= 2 && random.NextDouble() < Joined);
        return $"{digits}{(joined ? "" : " ")}{spelled}";
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*(\D.*)?$")]
    private static partial Regex Label();
}

using System.Globalization;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Prompts;

/// <summary>Writes the labels of an attribute as listings do: in their unit, with a number as round as the label allows.</summary>
/// <param name="attribute">An attribute of quantities.</param>
/// <param name="units">The units that can be read.</param>
/// <param name="labelScanner">Reads labels as quantities.</param>
internal sealed class QuantityWriter(AttributeDefinition attribute, UnitLexicon units, QuantityScanner labelScanner)
{
    private static readonly double[] DecimalSteps = [1, 0.5, 0.1, 0.01, 0.001];
    private static readonly int[] Parts = [1, 2, 4, 8, 16]; // inches, pounds and pints are halved, and halved again

    private readonly QuantityFormat format = attribute.Quantity ?? new QuantityFormat();
    private readonly QuantityConverter converter = new(attribute, attribute.Quantity ?? new QuantityFormat(), units);
    private readonly RoleFinder roles = new(attribute);

    /// <summary>The writer of an attribute's labels; null if they are not quantities.</summary>
    /// <param name="readers">The readers of the taxonomy.</param>
    /// <param name="attribute">The attribute.</param>
    public static QuantityWriter? Of(MentionReaderFactory readers, AttributeDefinition attribute)
    {
        if (!attribute.IsQuantity)
        {
            return null;
        }

        UnitLexicon own = readers.UnitsOf([attribute]);
        return new QuantityWriter(attribute, own, readers.LabelScanner(own));
    }

    /// <summary>
    /// A label with its unit, and with the unit that listings prefer: "30.5 cm, 12 in", "146 Gigabytes, 146 GB". A label that is not a
    /// quantity is returned unchanged.
    /// </summary>
    public string Describe(string label)
    {
        if (Read(label) is not { } quantity)
        {
            return label;
        }

        if (quantity.Unit is { } own)
        {
            string numbers = string.Join(quantity.IsRange ? "-" : "/", quantity.Numbers.Select(Text));
            return own.Spellings is [var usual, ..] && !label.Contains(usual, StringComparison.Ordinal)
                ? $"{label}, {numbers} {usual}"
                : label;
        }

        if (format.Unit is not { } unit)
        {
            return label;
        }

        string[] written = format.AssumedUnit is { } assumed ? [assumed] : [.. format.InputUnits, .. format.LocalUnits.Keys];
        string? other =
            written.FirstOrDefault(spelling => spelling != unit && (units.Find(spelling) is not { } known || known != units.Find(unit)));
        return other is not null && NumberIn(OneOf(other), quantity) is { } number
            ? $"{label} {unit}, {number} {other}"
            : $"{label} {unit}";
    }

    /// <summary>The quantities that equal a label. One without unit, role or chain counts only if it is the only one.</summary>
    public IReadOnlyList<Quantity> Find(IEnumerable<Quantity> quantities, string label)
    {
        if (Read(label) is not { } sought)
        {
            return [];
        }

        Quantity[] found = [.. quantities.Where(quantity => (quantity.Role is null || roles.IsOwn(quantity.Role)) && Is(quantity, sought))];
        Quantity[] marked =
            [.. found.Where(quantity => quantity.Role is not null || quantity.UnitCue != UnitCue.Assumed || quantity.ChainLength > 1)];
        return marked.Length > 0 ? marked : found.Length == 1 ? found : [];
    }

    /// <summary>
    /// The number that turns a quantity of a text into another label, in the same unit; null when that unit cannot express it.
    /// </summary>
    public string? NumberOf(string label, Quantity like) => Read(label) is { } quantity ? NumberIn(like, quantity) : null;

    private string? NumberIn(Quantity like, QuantityLabel label)
    {
        if (label.Numbers.Count != 1 || like.Number.Values.Count != 1 || converter.Convert(like) is not { } amount)
        {
            return null;
        }

        double ratio = (amount.Canonical ?? amount.Written)[0] / amount.Written[0];
        double exact = label.Numbers[0] / ratio;
        if (!double.IsFinite(exact))
        {
            return null;
        }

        // The roundest number that reads as the label.
        UnitDefinition? unit = like.Unit?.Unit ?? (format.AssumedUnit is { } assumed ? units.Find(assumed) : null);
        if (unit is not null && !IsPower(unit.Factor, 10) && !IsPower(unit.Factor, 2))
        {
            foreach (int parts in Parts)
            {
                double number = Math.Round(exact * parts) / parts;
                if (Reads(number))
                {
                    return Fraction(number, parts);
                }
            }
        }

        foreach (double step in DecimalSteps)
        {
            double number = Math.Round(exact / step) * step;
            if (Reads(number))
            {
                return Text(number);
            }
        }

        return null;

        bool Reads(double number) => Is(new Quantity(new NumberSpan(0, 0, [number]), like.Unit), label);
    }

    // Metres and bytes are divided by ten and by 1024, and written with a point.
    private static bool IsPower(double number, double of)
    {
        double exponent = Math.Log(number, of);
        return Math.Abs(exponent - Math.Round(exponent)) < 1e-6;
    }

    // "13 1/4", "1/2", "12".
    private static string Fraction(double number, int parts)
    {
        double floor = Math.Floor(number);
        int part = (int)Math.Round((number - floor) * parts);
        return part == 0 ? Text(number)
            : floor == 0 ? string.Create(CultureInfo.InvariantCulture, $"{part}/{parts}")
            : string.Create(CultureInfo.InvariantCulture, $"{floor} {part}/{parts}");
    }

    private Quantity OneOf(string spelling) => new(new NumberSpan(0, 0, [1]), new UnitReading(spelling, units.Find(spelling), 0, 0));

    private bool Is(Quantity quantity, QuantityLabel label) =>
        converter.Convert(quantity) is { } amount && converter.Error(amount, label) < double.MaxValue
        && (label.Unit is null || label.Unit == amount.Unit);

    private QuantityLabel? Read(string label) => QuantityLabel.Read(new TaxonomyValue { Id = label, Label = label }, label, labelScanner);

    private static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}

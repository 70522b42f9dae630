using System.Globalization;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class QuantityPropertyTests
{
    private static readonly UnitDefinition[] Lengths = [.. SmallTaxonomy.Units.Units.Where(unit => unit.Dimension == "length")];

    private static AttributeDefinition InCentimeters(int? decimals) => new()
    {
        Id = "size", Name = "Size", Kind = AttributeKind.Measurement, Open = true,
        Quantity = new QuantityFormat { Unit = "cm", Decimals = decimals },
    };

    [Property]
    public Property A_length_in_any_unit_and_spelling_is_read_and_converted() => Prop.ForAll(
        Gen.Choose(1, 99_999).Select(hundredths => hundredths / 100m).ToArbitrary(),
        Gen.Elements(Lengths.SelectMany(unit => unit.Spellings.Select(spelling => (unit, spelling)))).ToArbitrary(),
        Gen.Elements("", " ").ToArbitrary(),
        (value, unit, gap) =>
        {
            string title = "Shelf " + value.ToString(CultureInfo.InvariantCulture) + gap + unit.spelling;
            string label = Assert.Single(Read(title, InCentimeters(null))).Label;
            double expected = (double)value * unit.unit.Factor / 0.01;
            return IsAsPrecise(double.Parse(label, CultureInfo.InvariantCulture), expected, value.ToString(CultureInfo.InvariantCulture));
        });

    [Property]
    public Property Thousands_separators_decimal_commas_and_points_mean_the_same() => Prop.ForAll(
        Gen.Choose(1_000, 999_999).ToArbitrary(),
        Gen.Choose(1, 9).ToArbitrary(),
        (whole, tenth) =>
        {
            string grouped = whole.ToString("N0", CultureInfo.InvariantCulture);
            string[] labels =
            [
                // 1,234 is 1.234 too
                .. new[] { $"{whole} cm", $"{grouped} cm" }.Select(text => Read("Rope " + text, InCentimeters(0))[0].Label),
            ];
            string[] tenths =
            [
                .. new[] { $"{whole}.{tenth} cm", $"{whole},{tenth} cm" }.Select(
                    text => Assert.Single(Read("Rope " + text, InCentimeters(1))).Label),
            ];
            return labels.Distinct().Count() == 1 && labels[0] == whole.ToString(CultureInfo.InvariantCulture)
                && tenths.Distinct().Count() == 1 && tenths[0] == $"{whole}.{tenth}";
        });

    [Property]
    public Property Mixed_numbers_are_the_sum_of_their_parts() => Prop.ForAll(
        Gen.Choose(1, 200).ToArbitrary(),
        Gen.Elements(2, 3, 4, 8, 16).SelectMany(bottom => Gen.Choose(1, bottom - 1).Select(top => (top, bottom))).ToArbitrary(),
        Gen.Elements(" ", "-", " - ").ToArbitrary(),
        (whole, fraction, joint) =>
        {
            string label = Assert.Single(Read($"Board {whole}{joint}{fraction.top}/{fraction.bottom} in", InCentimeters(null))).Label;
            double inches = whole + ((double)fraction.top / fraction.bottom);
            return IsAsPrecise(
                double.Parse(label, CultureInfo.InvariantCulture), inches * 2.54, inches.ToString("R", CultureInfo.InvariantCulture));
        });

    [Property(MaxTest = 500)]
    public Property Any_mixture_of_numbers_units_and_marks_is_read_inside_its_bounds() => Prop.ForAll(
        Gen.Elements(
            "12", "3/4", "8½", "1,5", "1.000,5", "W", "x", "by", "\"", "''", "cm", "to", "-", "/", " ", "(", "W x D",
            "dozen", "\u200B", "×", "😀")
            .ListOf().Select(string.Concat).ToArbitrary(),
        title => Read(title, InCentimeters(1) with { RoleWords = ["W"] }).All(mention =>
            mention.Start >= 0 && mention.Start < mention.End && mention.End <= title.Length));

    // A converted number keeps as many digits as were written, three at least, and six decimals at most.
    private static bool IsAsPrecise(double read, double expected, string written) =>
        Math.Abs(read - expected) <= 1e-6
            + (0.5001 * Math.Pow(10, Math.Floor(Math.Log10(expected)) + 1 - Math.Max(3, written.Count(char.IsAsciiDigit))));

    private static IReadOnlyList<Mention> Read(string title, AttributeDefinition attribute)
    {
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(attribute);
        return new MentionReader(taxonomy.Categories[0], taxonomy)
            .Read(FieldText.Of(new ProductProfile { Id = "1", Title = title })).GetValueOrDefault(attribute.Id) ?? [];
    }
}

using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class QuantityWriterTests
{
    private static readonly AttributeDefinition Width = new()
    {
        Id = "width",
        Name = "Width",
        Kind = AttributeKind.Measurement,
        RoleWords = ["W", "wide"],
        Quantity = new QuantityFormat { Unit = "cm", InputUnits = ["in", "ft", "mm", "cm"], AssumedUnit = "in", Decimals = 1 },
    };

    private static readonly AttributeDefinition Height = Width with { Id = "height", Name = "Height", RoleWords = ["H", "high"] };

    private static readonly AttributeDefinition Capacity = new()
    {
        Id = "capacity", Name = "Capacity", Kind = AttributeKind.Measurement, Quantity = new QuantityFormat { InputUnits = ["MB", "GB"] },
    };

    private static readonly AttributeDefinition Ports =
        new() { Id = "ports", Name = "Ports", Kind = AttributeKind.Number, RoleWords = ["port", "ports"] };

    [Theory]
    [InlineData("30.5", "30.5 cm, 12 in")]
    [InlineData("21.6", "21.6 cm, 8 1/2 in")]
    [InlineData("0.6", "0.6 cm, 1/4 in")]
    [InlineData("30.4", "30.4 cm, 11.97 in")]
    [InlineData("10-12", "10-12 cm")] // both ends would have to be as round as they were
    [InlineData("counter height", "counter height")]
    public void A_label_is_said_in_its_unit_and_in_that_of_listings(string label, string described) =>
        Assert.Equal(described, Writer(Width).Describe(label));

    [Theory]
    [InlineData("146 Gigabytes", "146 Gigabytes, 146 GB")]
    [InlineData("40/80 Gigabytes", "40/80 Gigabytes, 40/80 GB")]
    [InlineData("146 GB", "146 GB")]
    public void A_label_with_a_unit_of_its_own_is_said_with_the_units_short_name(string label, string described) =>
        Assert.Equal(described, Writer(Capacity).Describe(label));

    [Fact]
    public void A_spelling_of_the_attribute_alone_serves_where_no_other_unit_does()
    {
        AttributeDefinition speed = Width with
        {
            Quantity = new QuantityFormat { Unit = "rpm", LocalUnits = new Dictionary<string, double> { ["K"] = 1000 }, Decimals = 0 },
        };
        Assert.Equal("7200 rpm, 7.2 K", Writer(speed).Describe("7200"));
    }

    [Fact]
    public void A_bare_count_stays_bare() => Assert.Equal("2", Writer(Ports).Describe("2"));

    [Theory]
    [InlineData("Shelf 12 in", "30.5", "12")]
    [InlineData("Shelf 12\" x 30\"", "30.5", "12")]
    [InlineData("Shelf 12W x 12H", "30.5", "12")] // the other twelve is marked as a height
    [InlineData("Shelf 305 mm", "30.5", "305")]
    [InlineData("Shelf 12, 3 pieces", "30.5", "12")]
    [InlineData("Shelf 12, model 12", "30.5", "")] // which of the two is not sure
    [InlineData("Shelf 12, model 12 in", "30.5", "12")]
    [InlineData("Shelf 12 in", "30.4", "")]
    public void A_label_is_found_in_whatever_unit_is_written(string text, string label, string number)
    {
        (FieldText field, List<Quantity> quantities) = Scan(text);
        IReadOnlyList<Quantity> found = Writer(Width).Find(quantities, label);
        Assert.Equal(number, string.Join(", ", found.Select(quantity => field.Text[quantity.Number.Start..quantity.Number.End])));
    }

    [Theory]
    [InlineData("Shelf 12 in", "61.0", "24")]
    [InlineData("Shelf 1 ft", "61.0", "2")]
    [InlineData("Shelf 305 mm", "61.0", "610")]
    [InlineData("Shelf 12 in", "10-12", null)]
    public void Another_label_is_written_in_the_unit_of_the_text(string text, string label, string? number) =>
        Assert.Equal(number, Writer(Width).NumberOf(label, Assert.Single(Scan(text).Quantities)));

    [Theory]
    [InlineData("146 Gigabytes", "146")]
    [InlineData("146 Megabytes", null)] // no number of GB says so in the list's own words
    public void A_label_of_another_unit_cannot_be_written(string label, string? number) =>
        Assert.Equal(number, Writer(Capacity).NumberOf(label, Assert.Single(Scan("Disk 36GB").Quantities)));

    private static QuantityWriter Writer(AttributeDefinition attribute) =>
        QuantityWriter.Of(new MentionReaderFactory(SmallTaxonomy.Of(attribute)), attribute)
            ?? throw new InvalidOperationException("no quantity");

    private static (FieldText Field, List<Quantity> Quantities) Scan(string text)
    {
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(Width, Height, Capacity);
        FieldText field = FieldText.OfTitle(text);
        return (field, new MentionReaderFactory(taxonomy).ScannerOf(taxonomy.Categories[0]).Scan(field));
    }
}

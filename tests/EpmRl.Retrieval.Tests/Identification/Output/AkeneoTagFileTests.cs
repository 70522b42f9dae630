using System.Text.Json;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using static EpmRl.Retrieval.Tests.Identification.Output.OutputSamples;

namespace EpmRl.Retrieval.Tests.Identification.Output;

public sealed class AkeneoTagFileTests
{
    private static readonly TagFileOptions Akeneo = new() { Target = ImportTarget.Akeneo };

    private static readonly AttributeDefinition
        Material = Listed("main-material", "Material", 3, "Cotton", "Stainless steel"), Fit = Listed("fit", "Fit", 1, "Slim fit"),
        Lid = Listed("lid", "Lid", 1, "Yes", "No"),
        Weight = Measured("weight", "Weight", "kg"), Volume = Measured("volume", "Volume", "l"),
        Torque = Measured("torque", "Torque", "Nm"),
        Ports = OfKind("ports", "Ports", AttributeKind.Number), Model = OfKind("model-number", "Model", AttributeKind.Identifier),
        Label = Listed("label", "Label", 1, "A");

    [Fact]
    public async Task Each_kind_of_attribute_is_written_as_akeneo_reads_it()
    {
        (byte[] bytes, IReadOnlyList<string> leftOut) =
            await WriteAsync("t.csv", Akeneo, TaxonomyOf("t", Material, Fit, Lid, Weight, Volume, Torque, Ports, Model, Label),
            (Listing("1"), Result(
                "1", Answer(Material, Value("Cotton"), Value("Stainless steel")), Answer(Fit, Value("Slim fit")), Answer(Lid, Value("No")),
                Answer(Weight, Open("1.60 kg", 1.6, "kg")),
                Answer(Ports, Open("2", 2)), Answer(Model, Open("-X;17")), Answer(Label, Value("A")))),
            (Listing("2"), Result(
                "2", Answer(Lid, Value("Yes")), Answer(Weight, Open("16 oz", 16, "oz")), Answer(Volume, Open("2 gal", 2, "gal")),
                Answer(Torque, Open("60 Nm", 60, "Nm")))),
            (Listing("3"), Result(
                "3", Answer(Fit, Open("Roomy")),
                Answer(Weight, Open("1-2 kg") with { Quantity = new ValueQuantity { Min = 1, Max = 2, Unit = "kg" } }))));

        Assert.Equal(
            """
            sku;main_material;fit;lid;weight;weight-unit;volume;volume-unit;torque;torque-unit;ports;model_number
            1;cotton,stainless_steel;slim_fit;0;1.6;KILOGRAM;;;;;2;"-X;17"
            2;;;1;16;OUNCE;7.57082357;LITER;60;NEWTON_METERS;;

            """,
            TextOf(bytes));
        Assert.Equal(
            [
                "Left out (1): values of attributes whose code is a column of Akeneo's own (first: 1, label).",
                "Left out (1): open values, which have no option in Akeneo (first: 3, fit).",
                "Left out (1): ranges and values that are not a single number (first: 3, weight).",
            ],
            leftOut);
    }

    [Fact]
    public async Task Locale_and_channel_and_identifier_are_as_said_and_a_cell_keeps_what_the_row_has()
    {
        TagFileOptions options = Akeneo with
        {
            Identifier = "ean",
            Localised = new Dictionary<string, string> { ["*"] = "de_DE", ["weight"] = "de_DE-ecommerce" },
        };
        var row = new Dictionary<string, JsonElement>
        {
            ["weight-de_DE-ecommerce"] = JsonElement.Parse("\"2.8\""), ["weight-de_DE-ecommerce-unit"] = JsonElement.Parse("\"GRAM\""),
            ["fit-fr_FR"] = JsonElement.Parse("\"large\""),
        };

        (byte[] bytes, _) = await WriteAsync("t.csv", options, TaxonomyOf("t", Fit, Weight),
            (Listing("1"), Result("1", Answer(Weight, Open("1 kg", 1, "kg")))),
            (Listing("2") with { Extra = row }, Result("2", Answer(Fit, Value("Slim fit")))));

        Assert.Equal(
            "ean;fit-de_DE;weight-de_DE-ecommerce;weight-de_DE-ecommerce-unit\n1;;1;KILOGRAM\n2;slim_fit;2.8;GRAM\n", TextOf(bytes));
    }

    [Theory]
    [InlineData("a-b", "a.b", "The attributes 'a-b' and 'a.b' would be one attribute of Akeneo, 'a_b'.")]
    [InlineData("sku", "x", "The attributes 'sku' and 'sku' would be one attribute of Akeneo, 'sku'.")]
    public async Task Attributes_of_one_code_are_refused_by_name(string one, string other, string message)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => WriteAsync("t.csv", Akeneo, TaxonomyOf("t", Listed(one, "A", 1), Listed(other, "B", 1))));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_one_code_are_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => WriteAsync("t.csv", Akeneo, TaxonomyOf("t", Listed("size", "Size", 1, "1.5", "1_5"))));

        Assert.Equal(
            "The values of 'size' '1.5' and '1_5' would be one option of Akeneo, '1_5'. Give one of them another id.", refused.Message);
    }

    [Fact]
    public void Every_unit_of_the_shipped_pack_has_a_code_that_akeneo_takes()
    {
        ProductTaxonomy sample = TaxonomyReader.Load(TestKit.TestPaths.InProject("taxonomy", "sample"));
        var units = new AkeneoUnits(sample.Units);
        Assert.All(sample.Units.Units, unit =>
        {
            AttributeDefinition attribute = Measured("x", "X", unit.Name);
            (string amount, string code) = units.Convert(12.5, unit.Name, attribute) ?? throw new InvalidOperationException(unit.Name);
            Assert.Matches("^[A-Z0-9_]+$", code);
            Assert.Matches("^[0-9.]+$", amount);
        });
    }
}

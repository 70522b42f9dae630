using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class SchemaFileTests : IDisposable
{
    private const string Values =
        """{"Home": {"Width": ["1.5", "20.0"], "Brand": ["Acme", "Other"]}, "Toys": {"Brand": ["Bob"], "Width": ["3.0", "4.5"], "Wheels": ["2", "4"]}}""";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("../outside")]
    [InlineData("/outside")]
    public void A_pack_is_never_read_from_outside_the_packs_folders(string name)
    {
        const string Pack = "pack: outside\nkind: values\nfamilies: {a: [b]}\n";
        string outside = scratch.Write("outside.yaml", Pack);
        scratch.Write("packs/inside.yaml", Pack.Replace("outside", "inside", StringComparison.Ordinal));
        string path = name[0] == '/' ? outside[..^".yaml".Length] : name;

        Assert.Contains($"There is no pack '{path}'.", Assert.Throws<TaxonomyFormatException>(
            () => Import($"format: 1\nname: mine\npacks: [inside, {path}]\n")).Message);
    }

    [Fact]
    public void What_a_partial_source_lacks_is_passed_over()
    {
        const string Schema = """
            format: 1
            name: mine
            categories:
              Garden: {description: Not in the source.}
            attributes:
              - match: {attribute: Height}
                kind: measurement
              - match: {attribute: Brand, category: Garden}
                open: true
              - match: {attribute: Brand}
                mixed_value: several
                values: {Acme: {aliases: [Acme Inc]}, Zenith: {aliases: [ZN]}}
            """;

        AttributeDefinition brand = Attribute(Import(Schema, partial: true), "home.brand");

        Assert.Equal(["Acme", "Other"], brand.Values.Select(value => value.Label));
        Assert.Equal(["Acme Inc"], brand.Values[0].Aliases);
        Assert.Null(brand.MixedValue);
        Assert.Equal(6, Assert.Throws<TaxonomyFormatException>(() => Import(Schema)).Problems.Count);
    }

    [Fact]
    public void Entries_apply_in_order_and_later_ones_override()
    {
        ProductTaxonomy taxonomy = Import("""
            format: 1
            name: mine
            packs: [units]
            categories:
              Toys: {description: Things to play with.}
            attributes:
              - match: {attribute: width}
                kind: measurement
                unit: cm
                role_words: [W, wide]
                input_units: [cm, in]
              - match: {attribute: Width, category: Toys}
                unit: mm
                role_words: [across]
              - match: {attribute: Brand}
                values:
                  Acme: {aliases: [Acme Inc, acme co], description: The well-known one.}
              - match: {attribute: toys.brand}
                open: true
            """);

        Assert.Equal("mine", taxonomy.Name);
        Assert.Equal("Things to play with.", Category(taxonomy, "toys").Description);
        AttributeDefinition home = Attribute(taxonomy, "home.width"), toys = Attribute(taxonomy, "toys.width");
        Assert.Equal(("cm", "mm"), (home.Quantity!.Unit, toys.Quantity!.Unit));
        Assert.Equal(["across"], toys.RoleWords); // lists replace
        Assert.Equal(["cm", "in"], toys.Quantity.InputUnits); // what is not mentioned stays
        Assert.Equal((1, 1), (home.Quantity.Decimals, toys.Quantity.Decimals)); // as the list itself is rounded
        Assert.Equal(["Acme Inc", "acme co"], Attribute(taxonomy, "home.brand").Values[0].Aliases);
        Assert.Equal((false, true), (Attribute(taxonomy, "home.brand").Open, Attribute(taxonomy, "toys.brand").Open));
        Assert.Equal(AttributeKind.Number, Attribute(taxonomy, "toys.wheels").Kind); // nobody declares it, so it is inferred
    }

    [Theory]
    [InlineData("- match: {attribute: Widht}", "There is no attribute 'Widht'. Closest: 'Width'.")]
    [InlineData("- match: {attribute: Wheels, category: Home}", "There is no attribute 'Wheels' in category 'Home'.")]
    [InlineData("- match: {attribute: Width, category: Toy}", "There is no category 'Toy'. Closest: 'Toys'.")]
    [InlineData("- {kind: number}", "The entry has no 'match'.")]
    [InlineData("- match: {atribute: Width}", "'match' has the unknown key 'atribute'. Closest: 'attribute'.")]
    [InlineData("- {match: {attribute: Brand}, values: {Acmee: {aliases: [a]}}}", "Attribute 'Brand' has no value 'Acmee'. Closest: 'Acme'.")]
    [InlineData("- {match: {attribute: Brand}, values: {Acme: ACME}}", "The value 'Acme' is the text 'ACME'. Expected its settings")]
    [InlineData("- {match: {attribute: Brand}, unit: cm}", "'unit' is a setting of measurements and numbers, but attribute 'Brand' is categorical.")]
    [InlineData("- {match: {attribute: Brand}, values: {Acme: {aliases: [other]}}}", "lists 'other' again (alias of value 'acme')")]
    [InlineData("- {match: {attribute: Width}, kind: measurement, unit: lightyears}", "has the unit 'lightyears', which no pack knows.")]
    [InlineData("- nothing", "Expected an entry")]
    public void A_mistake_is_reported_with_its_line_and_the_closest_name(string entry, string expected)
    {
        TaxonomyFormatException error =
            Assert.Throws<TaxonomyFormatException>(() => Import($"format: 1\npacks: [units]\nattributes:\n  {entry}\n"));

        FileProblem problem = error.Problems[0];
        Assert.Contains(expected, problem.Message);
        Assert.Equal((scratch["schema.yaml"], 4), (problem.Path, problem.Line));
    }

    [Fact]
    public void An_unknown_category_in_the_schema_is_named() =>
        Assert.Contains("schema.yaml:3: There is no category 'Garden'.",
            Assert.Throws<TaxonomyFormatException>(() => Import("format: 1\ncategories:\n  Garden: {description: x}\n")).Message);

    private ProductTaxonomy Import(string schema, bool partial = false) => TaxonomyImporter.Import(
        TaxonomySourceFormat.ValuesJson, scratch.Write("values.json", Values),
        new TaxonomyImportOptions { SchemaPath = scratch.Write("schema.yaml", schema), Partial = partial }).Taxonomy;

    private static AttributeDefinition Attribute(ProductTaxonomy taxonomy, string id) =>
        taxonomy.Attributes.Single(attribute => attribute.Id == id);

    private static Category Category(ProductTaxonomy taxonomy, string id) => taxonomy.Categories.Single(category => category.Id == id);
}

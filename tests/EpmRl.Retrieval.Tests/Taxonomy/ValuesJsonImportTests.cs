using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class ValuesJsonImportTests
{
    [Fact]
    public void Import_gives_each_category_attributes_of_its_own_and_leaves_out_the_null_value()
    {
        using var scratch = new ScratchFolder();
        string file = scratch.Write(
            "values.json", """{"Home & Garden": {"Size": ["S", "n/a", "M"]}, "Toys": {"Size": ["Größe 1.5", "Größe 1,5"]}}""");

        ProductTaxonomy taxonomy = TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, file).Taxonomy;

        Assert.Equal("values", taxonomy.Name);
        Assert.Equal(["home-garden.size", "toys.size"], taxonomy.Attributes.Select(attribute => attribute.Id));
        Assert.Equal(["s", "m"], taxonomy.Attributes[0].Values.Select(value => value.Id));
        Assert.Equal(["grosse-1.5", "grosse-1-5"], taxonomy.Attributes[1].Values.Select(value => value.Id));
        Assert.True(taxonomy.TryFindCategory("home & garden", out Category? home));
        Assert.Equal("Size", Assert.Single(home.Attributes).Name);
    }

    [Fact]
    public void Import_keeps_labels_apart_that_differ_in_case_alone_and_says_so()
    {
        using var scratch = new ScratchFolder();
        string file = scratch.Write("values.json", "{\"PCs\": {\"Brand\": [\n\"Acme\",\n\"ACME\",\n\"Acmé\"]}}");

        ImportedTaxonomy imported = TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, file);

        AttributeDefinition brand = Assert.Single(imported.Taxonomy.Attributes);
        Assert.True(brand.CaseSensitive);
        Assert.Equal([("acme", "Acme"), ("acme-2", "ACME")], brand.Values.Select(value => (value.Id, value.Label)));
        Assert.Equal([3, 4], imported.Warnings.Select(warning => warning.Line));
        Assert.Contains("differ in case alone", imported.Warnings[0].Message);
        Assert.Contains("taken once", imported.Warnings[1].Message);
    }

    [Theory]
    [InlineData("{\"a\": {\"b\": [\n[]]}}", ":2: Attribute 'b' of 'a' lists a list. Expected a label.")]
    [InlineData("{\"a\": \n[]}", ":2: Category 'a' is a list. Expected {attribute: [labels]}.")]
    [InlineData("{\"a\": {},\n\"a\": {}}", ":2: The name 'a' is listed again, first on line 1. Remove one.")]
    [InlineData("{\"a\": {\n\"b\": [\"x\"}}", ":2: The file cannot be read: it is not JSON")]
    [InlineData("{\"a\": {\"b\": [\"\\ud800\"]}}", ":1: A text is not valid Unicode")]
    [InlineData("[]", ":1: Expected a JSON object")]
    [InlineData("", ":1: The file cannot be read: it is empty")]
    public void Import_names_the_line_of_what_is_wrong(string json, string? expected)
    {
        using var scratch = new ScratchFolder();
        string file = scratch.Write("values.json", json);

        Exception? error = Record.Exception(() => TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, file));

        if (expected is null)
        {
            Assert.Null(error);
        }
        else
        {
            Assert.Contains(file + expected, Assert.IsType<TaxonomyFormatException>(error).Message);
        }
    }

    [Fact]
    public void Import_reads_a_complete_real_list_with_kinds_inferred()
    {
        string file = TestPaths.Shared("data", "wdc-pave", "values.json");

        ImportedTaxonomy imported = TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, file);

        Assert.Equal(5, imported.Taxonomy.Categories.Count);
        Assert.Equal(2297, imported.Taxonomy.Attributes.Sum(attribute => attribute.Values.Count));
        ILookup<AttributeKind, string> kinds =
            imported.Taxonomy.Attributes.ToLookup(attribute => attribute.Kind, attribute => attribute.Name);
        Assert.Equal(
            ["Manufacturer Stock Number", "Model Number", "Part Number", "Retail UPC"], kinds[AttributeKind.Identifier].Distinct().Order());
        Assert.Equal(
            ["Cache", "Capacity", "Depth", "Height", "Length", "Paper Weight", "Size/Weight", "Width"],
            kinds[AttributeKind.Measurement].Distinct().Order());
        Assert.Equal(["Pack Quantity", "Ports", "Processor Core", "Rotational Speed"], kinds[AttributeKind.Number].Distinct().Order());
    }

    [Fact]
    public void The_example_schema_fits_the_list_it_was_written_for()
    {
        string schema = TestPaths.InProject("taxonomy", "examples", "wdc-pave.schema.yaml");
        Assert.SkipUnless(File.Exists(schema), $"'{schema}' is absent.");

        ImportedTaxonomy imported = TaxonomyImporter.Import(
            TaxonomySourceFormat.ValuesJson, TestPaths.Shared("data", "wdc-pave", "values.json"),
            new TaxonomyImportOptions { SchemaPath = schema });

        Assert.Equal(2297, imported.Taxonomy.Attributes.Sum(attribute => attribute.Values.Count));
    }
}

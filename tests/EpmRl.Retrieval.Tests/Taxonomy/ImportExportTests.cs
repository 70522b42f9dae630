using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class ImportExportTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void A_table_makes_a_tree_with_aliases_units_and_kinds(char delimiter)
    {
        string csv = "\ufeffCategory,Attribute,Value,Aliases,Unit,Kind\n"
            + "Electronics > Laptops,Memory,8 GB,8GB|eight,GB,measurement\n"
            + "Electronics > Laptops,Memory,16 GB,,,\n"
            + "Electronics,Brand,\"Acme \"\"A\"\"\",,,\n"
            + "Electronics,Weight,,,kg,\n";
        string file = scratch.Write("values.csv", csv.Replace(',', delimiter));

        ProductTaxonomy taxonomy = TaxonomyImporter.Import(TaxonomySourceFormat.Csv, file).Taxonomy;

        Assert.Equal(["Electronics", "Electronics > Laptops"], taxonomy.Categories.Select(category => category.Path));
        Assert.Equal(
            ["electronics.brand", "electronics.laptops.memory", "electronics.weight"],
            taxonomy.Attributes.Select(attribute => attribute.Id));
        Assert.Equal("Acme \"A\"", taxonomy.Attributes[0].Values[0].Label);
        Assert.Equal((AttributeKind.Measurement, "GB"), (taxonomy.Attributes[1].Kind, taxonomy.Attributes[1].Quantity!.Unit));
        Assert.Equal(["8GB", "eight"], taxonomy.Attributes[1].Values[0].Aliases);
        // a unit makes a measurement
        Assert.Equal((AttributeKind.Measurement, 0), (taxonomy.Attributes[2].Kind, taxonomy.Attributes[2].Values.Count));
    }

    [Theory]
    [InlineData("category,attribute\na,b\n", ":1: The column 'value' is missing.")]
    [InlineData("category,attribute,value,alias\na,b,c,d\n", ":1: The column 'alias' is unknown. Closest: 'aliases'.")]
    [InlineData("category,attribute,value\na,b,c\n,b,c\n", ":3: column 'category': '' is not a category.")]
    [InlineData("category,attribute,value\na,b,c\na,,c\n", ":3: column 'attribute': the cell is empty.")]
    [InlineData("category,attribute,value,unit\na,b,1,cm\na,b,2,kg\n", ":3: column 'unit': 'kg' for attribute 'b', but 'cm' on line 2.")]
    [InlineData("category,attribute,value,kind\na,b,1,size\n", ":2: Attribute 'b' has kind 'size'.")]
    [InlineData("category,attribute,value\n", ": The file has no rows.")]
    public void A_wrong_table_is_reported_by_file_line_and_column(string csv, string expected)
    {
        string file = scratch.Write("values.csv", csv);

        Assert.Contains(
            file + expected, Assert.Throws<TaxonomyFormatException>(() => TaxonomyImporter.Import(TaxonomySourceFormat.Csv, file)).Message);
    }

    [Fact]
    public void A_table_for_spreadsheets_holds_no_formulas_and_reads_back()
    {
        string file = scratch.Write("values.csv", "category,attribute,value\nA,B,=1+1\nA,B,-5\nA,B,@x\n");
        ProductTaxonomy taxonomy = TaxonomyImporter.Import(TaxonomySourceFormat.Csv, file).Taxonomy;
        using var safe = new StringWriter();
        using var raw = new StringWriter();

        TaxonomyExporter.WriteCsv(taxonomy, safe);
        TaxonomyExporter.WriteCsv(taxonomy, raw, raw: true);

        Assert.Contains(",'=1+1,", safe.ToString());
        Assert.Contains(",-5,", safe.ToString());
        Assert.Contains(",=1+1,", raw.ToString());
        ProductTaxonomy again = TaxonomyImporter.Import(TaxonomySourceFormat.Csv, scratch.Write("safe.csv", safe.ToString())).Taxonomy;
        Assert.Equal(["=1+1", "-5", "@x"], again.Attributes[0].Values.Select(value => value.Label));
    }

    [Fact]
    public void A_value_list_comes_out_as_it_went_in()
    {
        const string Json = """{"Home": {"Brand": ["Acme","Größe \"x\""], "Size": []}}""";
        ProductTaxonomy taxonomy = TaxonomyImporter.Import(TaxonomySourceFormat.ValuesJson, scratch.Write("values.json", Json)).Taxonomy;
        using var stream = new MemoryStream();

        TaxonomyExporter.WriteValuesJson(taxonomy, stream);

        string compact = System.Text.Json.Nodes.JsonNode.Parse(stream.ToArray())!.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal(Json.Replace(": ", ":", StringComparison.Ordinal).Replace(", \"", ",\"", StringComparison.Ordinal), compact);
    }

    [Theory]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\"}\n{\"type\":\"attribut\"}", ":2: The line has the type 'attribut'.")]
    [InlineData("{\"type\":\"attribute\",\"id\":\"a\",\"name\":\"A\"}", ": The file has no line {\"type\":\"taxonomy\"")]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\"}\n\n{\"type\":\"value\",\"attribute\":\"a\",\"id\":\"v\"}", ":3: The value 'v' is of attribute 'a'")]
    [InlineData("{\"type\":\"taxonomy\",", ":1: The file cannot be read: it ends in the middle of the JSON, so it was cut")]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\",\"locale\":\"no language\"}", ":1: 'locale' is 'no language'.")]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\"}\n{\"type\":\"pack\",\"pack\":\"/x/y\",\"kind\":\"values\",\"families\":{\"a\":[\"b\"]}}", ":2: The pack id '/x/y' is not allowed.")]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\"}\n{\"type\":\"pack\",\"pack\":\"../y\",\"kind\":\"values\",\"families\":{\"a\":[\"b\"]}}", ":2: The pack id '../y' is not allowed.")]
    [InlineData("{\"type\":\"taxonomy\",\"format\":1,\"name\":\"x\"}\n{\"type\":\"category\",\"id\":\"../y\",\"name\":\"Y\"}", ":2: The category id '../y' is not allowed.")]
    public void A_wrong_line_of_an_export_is_reported(string text, string expected)
    {
        string file = scratch.Write("t.jsonl", text);

        Assert.Contains(
            file + expected,
            Assert.Throws<TaxonomyFormatException>(() => TaxonomyImporter.Import(TaxonomySourceFormat.Jsonl, file)).Message);
    }

    [Fact]
    public void A_release_gives_lists_to_variants_and_leaves_out_what_a_child_does_not_have()
    {
        Release(
            "gid://shopify/TaxonomyCategory/aa : Apparel\ngid://shopify/TaxonomyCategory/aa-1 : Apparel > Shoes\n",
            "gid://shopify/TaxonomyAttribute/1 : Color\ngid://shopify/TaxonomyAttribute/2 : Heel/Toe shape\n",
            "gid://shopify/TaxonomyValue/7 : Red [Color]\ngid://shopify/TaxonomyValue/8  : Round [wide] [Heel/Toe shape]\n",
            "aa\tApparel\t0\tcolor;toe-shape\naa-1\tApparel > Shoes\t1\tlace-color;toe-shape;odd_one\n");

        ImportedTaxonomy imported = TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, scratch.Path);

        ProductTaxonomy taxonomy = imported.Taxonomy;
        Assert.Equal("shopify-2025-08", taxonomy.Name);
        Assert.Equal(["toe-shape", "lace-color", "odd-one"], taxonomy.Categories[1].Attributes.Select(attribute => attribute.Id));
        Assert.Equal(("8", "Round [wide]"), taxonomy.Categories[1].Attributes[0].Values.Select(value => (value.Id, value.Label)).Single());
        Assert.Equal(
            ("Lace color", "7"), (taxonomy.Categories[1].Attributes[1].Name, taxonomy.Categories[1].Attributes[1].Values.Single().Id));
        Assert.Contains("3 of 4 attribute handles", imported.Warnings[0].Message);
        Assert.Contains("1 are kept without values, add them where you need them: odd-one", imported.Warnings[0].Message);
    }

    [Fact]
    public void A_wrong_release_is_reported_by_file_and_line()
    {
        Release(
            "gid://shopify/TaxonomyCategory/aa : Apparel\ngid://shopify/TaxonomyCategory/bb-1 : Apparel > Shoes\n",
            "gid://shopify/TaxonomyAttribute/1 : Color\nColor\n",
            "gid://shopify/TaxonomyValue/7 : Red [Colour]\ngid://shopify/TaxonomyValue/8 : Red\ngid://shopify/TaxonomyValue/A B : Red "
                + "[Color]\n",
            "aa\tApparel\t0\n");

        string message =
            Assert.Throws<TaxonomyFormatException>(() => TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, scratch.Path)).Message;

        Assert.Contains("attributes.txt:4: Expected 'gid://… : name'.", message);
        Assert.Contains("attribute_values.txt:3: The value is of attribute 'Colour', which attributes.txt does not list.", message);
        Assert.Contains("attribute_values.txt:4: Expected 'GID : label [attribute]'", message);
        Assert.Contains("attribute_values.txt:5: The value id 'A B' is not allowed.", message);
        Assert.Contains("category_attributes.tsv:2: Expected 4 cells", message);
    }

    [Fact]
    public void The_complete_real_release_imports_and_survives_files()
    {
        string folder = TestPaths.Shared("data", "shopify-taxonomy");

        ProductTaxonomy taxonomy = TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, folder).Taxonomy;

        Assert.Equal(10595, taxonomy.Categories.Count);
        Assert.Equal(40262, taxonomy.Categories.Sum(category => category.Attributes.Count)); // every link, none that is only inherited
        Assert.Equal(20635, taxonomy.Attributes.SelectMany(attribute => attribute.Values).Select(value => value.Id).Distinct().Count());
        Assert.True(taxonomy.Attributes.Count(attribute => attribute.Values.Count == 0) < 150);
        TaxonomyWriter.Write(taxonomy, scratch["shopify"]);
        ProductTaxonomy read = TaxonomyReader.Load(scratch["shopify"]);
        Assert.Equal(taxonomy.Version, read.Version);
        AssertTaxonomy.Same(taxonomy, read);
    }

    private void Release(string categories, string attributes, string values, string links)
    {
        scratch.Write("categories.txt", "# Shopify\n\n" + categories);
        scratch.Write("attributes.txt", "# Shopify\n\n" + attributes);
        scratch.Write("attribute_values.txt", "# Shopify\n\n" + values);
        scratch.Write("category_attributes.tsv", "category_id\tfull_name\tis_leaf\tattribute_handles(;)\n" + links);
        scratch.Write("VERSION", "2025-08\n");
    }
}

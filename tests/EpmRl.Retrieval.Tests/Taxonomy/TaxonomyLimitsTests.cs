using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>
/// Texts above their limits are named with file, line, field, length and limit, whatever the source; a message never shows all of one.
/// </summary>
public sealed class TaxonomyLimitsTests : IDisposable
{
    private const string Long = "{1001}", Longer = "{10001}", LongId = "{201}";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("taxonomy.yaml", "format: 1\nname: {1001}\n", "categories.yaml: The taxonomy's name has 1,001 characters, at most 1,000 expected")]
    [InlineData("categories.yaml", "categories:\n  c: {name: {1001}}\n", "categories.yaml:2: The name of category 'c' has 1,001 characters, at most 1,000 expected")]
    [InlineData("categories.yaml", "categories:\n  {201}: {name: C}\n", "categories.yaml:2: The category id has 201 characters, at most 200 expected")]
    [InlineData("categories.yaml", "categories:\n  c:\n    name: C\n    description: {10001}\n", "categories.yaml:4: The text of 'description' has 10,001 characters, at most 10,000 expected")]
    [InlineData("attributes/color.yaml", "name: {1001}\n", "color.yaml:1: The name of attribute 'color' has 1,001 characters, at most 1,000 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  red: {1001}\n", "color.yaml:3: The label of value 'red' of attribute 'color' has 1,001 characters, at most 1,000 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  {900}: Red\n", "color.yaml:3: The value id has 900 characters, at most 200 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  {201}: Red\n", "color.yaml:3: The value id has 201 characters, at most 200 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  red:\n    label: Red\n    aliases:\n      - ruby\n      - {1001}\n", "color.yaml:7: An alias of value 'red' of attribute 'color' has 1,001 characters, at most 1,000 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  red: {label: Red, locales: {de: {1001}}}\n", "color.yaml:3: The label 'de' of value 'red' of attribute 'color' has 1,001 characters, at most 1,000 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nrole_words: [{1001}]\n", "color.yaml:2: A word of 'role_words' of attribute 'color' has 1,001 characters, at most 1,000 expected")]
    [InlineData("attributes/color.yaml", "name: Color\nvalues:\n  red: {label: Red, aliases: [{#1001}]}\n", "color.yaml:3: The value 'red' of attribute 'color' has 1,001 aliases, at most 1,000 expected")]
    public void A_text_of_a_file_above_its_limit_is_named(string file, string text, string expected)
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: t\n");
        scratch.Write("categories.yaml", "categories:\n  c: {name: C, attributes: [color]}\n");
        scratch.Write("attributes/color.yaml", "name: Color\n");
        scratch.Write(file, Filled(text));

        IsNamed(Assert.Throws<TaxonomyFormatException>(() => TaxonomyReader.Load(scratch.Path)).Message, expected);
    }

    [Theory]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{\"{1001}\": {\"Color\": [\"Red\"]}}", "source:1: The name of category 'aaaaaaaa")]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{\"C\":\n {\"{1001}\": [\"Red\"]}}", "source:2: The name of attribute 'c.aaaaaaaa")]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{\"C\":\n {\"Color\": [\"Red\",\n\"{1001}\"]}}", "source:3: The label of value 'aaaaaaaa")]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{\"Lamps\": {}, \"lamps\": {}}", "source:1: Category 'lamps-2' has the same name and parent as 'lamps'")]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{\"\": {\"Color\": [\"Red\"]}}", "source:1: The category '")]
    [InlineData(TaxonomySourceFormat.ValuesJson, "{}", "source: There are no categories.")]
    [InlineData(TaxonomySourceFormat.Csv, "category,attribute,value\nC,Color,Red\nC,Color,{1001}\n", "source:3: The label of value 'aaaaaaaa")]
    [InlineData(TaxonomySourceFormat.Csv, "category,attribute,value,aliases\nC,Color,Red,{1001}\n", "source:2: An alias of value 'red' of attribute 'c.color' has 1,001 characters")]
    [InlineData(TaxonomySourceFormat.Csv, "category,attribute,value\n{80} > {80} > {80},Color,Red\n", "source:2: The category id has 242 characters, at most 200 expected")]
    [InlineData(TaxonomySourceFormat.Csv, "category,attribute,value\n{>51},Color,Red\n", "source:2: column 'category': the path has 51 levels, at most 50 expected")]
    [InlineData(TaxonomySourceFormat.Jsonl, "{\"type\": \"taxonomy\", \"format\": 1, \"name\": \"t\"}\n{\"type\": \"category\", \"id\": \"{201}\", \"name\": \"C\"}\n", "source:2: The category id has 201 characters, at most 200 expected")]
    [InlineData(TaxonomySourceFormat.Jsonl, "{\"type\": \"taxonomy\", \"format\": 1, \"name\": \"t\"}\n{\"type\": \"attribute\", \"id\": \"{9000}\", \"name\": \"C\"}\n", "source:2: The attribute id has 9,000 characters, at most 200 expected")]
    [InlineData(TaxonomySourceFormat.Google, "1 - {1001}\n", "source:1: The name of category '1' has 1,001 characters, at most 1,000 expected")]
    internal void A_source_above_a_limit_is_named_with_its_line(TaxonomySourceFormat format, string text, string expected)
    {
        string path = scratch.Write("source", Filled(text));

        IsNamed(Assert.Throws<TaxonomyFormatException>(() => TaxonomyImporter.Import(format, path)).Message, expected);
    }

    [Fact]
    public void A_release_above_a_limit_is_named_with_its_line()
    {
        scratch.Write("categories.txt", Filled("# c\ngid://shopify/TaxonomyCategory/aa : Lamps\ngid://shopify/TaxonomyCategory/aa-1 : "
            + "Lamps > {1001}\n"));
        scratch.Write("attributes.txt", "gid://shopify/TaxonomyAttribute/1 : Color\n");
        scratch.Write("attribute_values.txt", Filled("gid://shopify/TaxonomyValue/1 : {1001} [Color]\n"));
        scratch.Write("category_attributes.tsv", "category_id\tfull_name\tis_leaf\thandles\naa\tLamps\tfalse\tcolor\n");

        string message =
            Assert.Throws<TaxonomyFormatException>(() => TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, scratch.Path)).Message;

        IsNamed(message, "categories.txt:3: The name of category 'aa-1' has 1,001 characters, at most 1,000 expected");
        IsNamed(
            message, "attribute_values.txt:1: The label of value '1' of attribute 'color' has 1,001 characters, at most 1,000 expected");
    }

    [Fact]
    public void An_edit_above_a_limit_is_refused_by_its_place_in_the_batch()
    {
        scratch.Write("taxonomy.yaml", "format: 1\nname: t\n");
        scratch.Write("categories.yaml", "categories:\n  c: {name: C, attributes: [color]}\n");
        scratch.Write("attributes/color.yaml", "name: Color\nvalues:\n  red: Red\n");
        ProductTaxonomy taxonomy = TaxonomyReader.Load(scratch.Path);
        var red = new ValueId("color", "red");
        (TaxonomyEdit Edit, string Expected)[] edits =
        [
            (new RenameValue { Value = red, Label = Filled(Long) }, "The label has 1,001 characters, at most 1,000 expected"),
            (new AddAlias { Value = red, Aliases = [Filled(Long)] }, "The alias has 1,001 characters, at most 1,000 expected"),
            (new AddAlias { Value = red, Aliases = [.. Enumerable.Range(0, 1001).Select(i => $"a{i}")] }, "The value 'red' of attribute "
                + "'color' has 1,002 aliases, at most 1,000 expected"),
            (new DescribeValue { Value = red, Description = Filled(Longer) }, "The description has 10,001 characters, "
                + "at most 10,000 expected"),
            (new TranslateValue { Value = red, Locale = "de", Label = Filled(Long) }, "The label has 1,001 characters, "
                + "at most 1,000 expected"),
            (new AddValue { Value = new ValueId("color", Filled(LongId)), Label = "X" }, "The value id has 201 characters, "
                + "at most 200 expected"),
            (new AddAttribute { Attribute = "size", Name = Filled(Long) }, "The name has 1,001 characters, at most 1,000 expected"),
            (new RenameCategory { Category = "c", Name = Filled(Long) }, "The name has 1,001 characters, at most 1,000 expected"),
            (new DescribeCategory { Category = "c", Description = Filled(Longer) }, "The description has 10,001 characters, "
                + "at most 10,000 expected"),
            (new AddValue { Value = new ValueId(Filled("{30000}"), "x"), Label = "X" }, "There is no attribute 'aaaa"),
        ];
        foreach ((TaxonomyEdit edit, string expected) in edits)
        {
            EditProblem problem = Assert.Single(Assert.Throws<TaxonomyEditException>(
                () => TaxonomyEdits.Apply(taxonomy, [new AddAlias { Value = red, Aliases = ["ruby"] }, edit])).Problems);
            Assert.Equal(1, problem.Edit);
            IsNamed(problem.Message, expected);
        }
    }

    [Fact]
    public void Texts_at_their_limits_are_read_written_and_read_again()
    {
        scratch.Write("taxonomy.yaml", Filled("format: 1\nname: {1000}\n"));
        scratch.Write("categories.yaml", Filled("categories:\n  {200}: {name: {1000}, description: {10000}, attributes: [color]}\n"));
        scratch.Write(
            "attributes/color.yaml", Filled("name: {1000}\nvalues:\n  {200}: {label: {1000}, aliases: [{#1000}], description: {10000}}\n"));

        ProductTaxonomy taxonomy = TaxonomyReader.Load(scratch.Path);
        TaxonomyWriter.Write(taxonomy, scratch["copy"]);

        Assert.Equal(taxonomy.Version, TaxonomyReader.Load(scratch["copy"]).Version);
    }

    private static void IsNamed(string message, string expected)
    {
        Assert.Contains(expected, message);
        Assert.DoesNotContain(new string('a', 500), message);
    }

    // {1001}: so many letters; {#1001}: so many texts; {>51}: a path of so many levels.
    private static string Filled(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\{([#>]?)(\d+)\}", found =>
    {
        int count = int.Parse(found.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        return found.Groups[1].Value switch
        {
            "#" => string.Join(", ", Enumerable.Range(0, count).Select(i => $"t{i}")),
            ">" => string.Join(" > ", Enumerable.Range(0, count).Select(i => $"L{i}")),
            _ => new string('a', count),
        };
    });
}

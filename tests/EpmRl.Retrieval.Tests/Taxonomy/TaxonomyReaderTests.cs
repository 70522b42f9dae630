using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class TaxonomyReaderTests
{
    [Fact]
    public void Load_reads_every_setting_of_the_format()
    {
        TaxonomyCheck check = TaxonomyReader.Check(TestPaths.InProject("tests", "fixtures", "taxonomy", "minimal"));

        Assert.Empty(check.Problems);
        ProductTaxonomy taxonomy = check.Taxonomy!;
        Assert.Equal(("minimal", "en", 16), (taxonomy.Name, taxonomy.Locale, taxonomy.Version.Length));
        Assert.Equal(["electronics", "laptops", "chargers"], taxonomy.Categories.Select(category => category.Id));
        Assert.Equal("Electronics > Laptops > Chargers", taxonomy.Categories[2].Path);
        Assert.Equal(["brand", "color", "memory", "part-number"], taxonomy.Categories[1].Attributes.Select(attribute => attribute.Id));
        Assert.Equal(["brand", "color", "part-number"], taxonomy.Categories[2].Attributes.Select(attribute => attribute.Id));

        Assert.True(taxonomy.TryFindAttribute("memory", out AttributeDefinition? memory));
        Assert.Equal((AttributeKind.Measurement, true, true), (memory.Kind, memory.Required, memory.Open));
        Assert.Equal(("GB", "GB", 0, RangeReading.Larger),
            (memory.Quantity!.Unit, memory.Quantity.AssumedUnit, memory.Quantity.Decimals, memory.Quantity.Range));
        Assert.Equal(["GB", "MB"], memory.Quantity.InputUnits);
        Assert.Equal(0.000001, memory.Quantity.LocalUnits["K"]);
        Assert.Equal(1, memory.Quantity.ChainPlaces[3]);

        Assert.True(taxonomy.TryFindAttribute("part-number", out AttributeDefinition? part));
        Assert.Equal((2, 6, true, 5), (part.Identifier!.From, part.Identifier.To, part.Identifier.KeepMarks, part.Identifier.MinLength));

        Assert.True(taxonomy.TryFindAttribute("color", out AttributeDefinition? color));
        Assert.Equal((int.MaxValue, "assorted"), (color.MaxValues, color.MixedValue));
        Assert.Equal(["black", "grey", "slate", "assorted"], color.Values.Select(value => value.Id));
        Assert.Equal((ValueStatus.Deprecated, "grey"), (color.Values[2].Status, color.Values[2].ReplacedBy));
        Assert.Equal(["gray", "anthracite"], color.Values[1].Aliases);
        Assert.Equal("Grau", color.Values[1].LocaleLabels["de"]);
        Assert.Contains("sky blue", taxonomy.Packs.Single(pack => pack.Name == "colors").Families["blue"]);
        Assert.Equal(12, taxonomy.NumberWords.Values["dozen"]);
        Assert.Contains(taxonomy.Units.Units, unit => unit.Spellings.Contains("GB"));
    }

    [Fact]
    public void The_shipped_packs_hold_no_problem()
    {
        using var scratch = new ScratchFolder();
        string[] packs =
            [.. Directory.GetFiles(TestPaths.InProject("taxonomy", "packs")).Select(file => Path.GetFileNameWithoutExtension(file))];
        scratch.Write("taxonomy.yaml", $"format: 1\nname: all\npacks: [{string.Join(", ", packs)}]\n");
        scratch.Write("categories.yaml", "categories:\n  all: {name: All, attributes: [name]}\n");
        scratch.Write("attributes/name.yaml", "name: Name\n");

        Assert.Empty(TaxonomyReader.Check(scratch.Path).Problems.Select(problem => problem.ToString()));
    }
}

using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Indexing;

public sealed class ValuePromptsTests
{
    [Theory]
    [InlineData(true, 2, "42976", "42976, 042976")]
    [InlineData(true, 1, "042976574666", "042976574666")]
    [InlineData(false, 2, "42976", "42976")] // of codes that are no GTINs nothing is known of what was cut off
    public void A_part_of_a_gtin_is_also_said_as_the_gtin_begins(bool gtin, int from, string label, string said)
    {
        var code = new AttributeDefinition
        {
            Id = "code", Name = "Code", Kind = AttributeKind.Identifier, Identifier = new IdentifierFormat { Gtin = gtin, From = from },
        };
        Assert.Equal($"A Things with Code being {said}", Prompt(code, label));
    }

    [Fact]
    public void A_quantity_is_said_in_the_unit_of_listings_too_and_a_name_as_it_is()
    {
        var width = new AttributeDefinition
        {
            Id = "width", Name = "Width", Kind = AttributeKind.Measurement,
            Quantity = new QuantityFormat { Unit = "cm", AssumedUnit = "in", Decimals = 1 },
        };
        Assert.Equal("A Things with Width being 30.5 cm, 12 in", Prompt(width, "30.5"));
        Assert.Equal("A Things with Color being 30.5", Prompt(new AttributeDefinition { Id = "color", Name = "Color" }, "30.5"));
    }

    [Fact]
    public void An_index_holds_the_prompts_that_it_is_planned_with()
    {
        var width = new AttributeDefinition
        {
            Id = "width",
            Name = "Width",
            Kind = AttributeKind.Measurement,
            Quantity = new QuantityFormat { Unit = "cm", AssumedUnit = "in", Decimals = 1 },
            Values = SmallTaxonomy.Values("30.5"),
        };
        Assert.Equal(
            ["A Things with Width being n/a", "A Things with Width being 30.5 cm, 12 in", "Things"],
            new IndexPlan(SmallTaxonomy.Of(width), new PromptTemplates()).Prompts());
    }

    private static string Prompt(AttributeDefinition attribute, string label)
    {
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(attribute);
        return new ValuePrompts(taxonomy, new PromptTemplates()).Label(taxonomy.Categories[0], attribute, label);
    }
}

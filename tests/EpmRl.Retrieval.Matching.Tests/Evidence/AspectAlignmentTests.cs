using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Evidence;

public sealed class AspectAlignmentTests
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    [Theory]
    [InlineData("Lemonade 6 x 330 ml", "Lemonade 330ml 6-pack", "pack quantity", AspectRelation.Same)]
    [InlineData("Lemonade 6 x 330 ml", "Lemonade 12 x 330 ml", "pack quantity", AspectRelation.Conflict)]
    [InlineData("Olive oil 1 L", "Olive oil 1000 ml", "volume", AspectRelation.Same)]
    [InlineData("Olive oil 500 ml", "Olive oil 750 ml", "volume", AspectRelation.Conflict)]
    [InlineData("Rice 1 kg", "Rice 2.2 lb", "weight", AspectRelation.Same)]
    [InlineData("Portable SSD 1 TB", "Portable SSD 1000GB", "storage capacity", AspectRelation.Same)]
    [InlineData("Portable SSD 1 TB", "Portable SSD 2 TB", "storage capacity", AspectRelation.Conflict)]
    [InlineData("Desk lamp black", "Schreibtischlampe schwarz", "color", AspectRelation.Same)]
    [InlineData("Desk lamp black", "Schreibtischlampe weiß", "color", AspectRelation.Conflict)]
    [InlineData("Espresso machine refurbished", "Espressomaschine generalüberholt", "condition", AspectRelation.Same)]
    [InlineData("Espresso machine refurbished", "Espresso machine", "condition", AspectRelation.Conflict)]
    [InlineData("Desk lamp", "Floor lamp black", "color", AspectRelation.OneSided)]
    [InlineData("Headphones WH-1000XM4", "Headphones WH1000 XM4", "model number", AspectRelation.Same)]
    [InlineData("Headphones WH-1000XM4", "Headphones WH-1000XM5", "model number", AspectRelation.Conflict)]
    public void An_aspect_of_two_titles_is_related(string a, string b, string aspect, AspectRelation expected)
    {
        Assert.Equal(expected, RelationOf(a, b, aspect));
        Assert.Equal(expected, RelationOf(b, a, aspect));
    }

    [Theory]
    [InlineData("Wood screws 5x60 torx")]
    [InlineData("Pillow 40 x 80 cm")]
    [InlineData("Bike computer REF:000451-X")]
    public void A_size_is_no_pack_quantity(string title) =>
        Assert.Equal(AspectRelation.None, RelationOf(title, title, "pack quantity"));

    [Fact]
    public void A_value_is_found_with_its_place_in_the_original_text()
    {
        MatchReason reason = Assert.Single(ReasonsOf("Lamp &amp; shade, black", "Lamp and shade in black"), one => one.Aspect == "color");

        Assert.Equal("black", "Lamp &amp; shade, black"[reason.SpanA!.Start..reason.SpanA.End]);
        Assert.Equal("black", "Lamp and shade in black"[reason.SpanB!.Start..reason.SpanB.End]);
    }

    [Fact]
    public void Every_attribute_of_the_shipped_aspects_has_a_rule() =>
        Assert.Equal(Rules.Attributes.Count + 1, Rules.Aspects.Count); // and the brand

    private static AspectRelation RelationOf(string a, string b, string aspect) =>
        ReasonsOf(a, b).FirstOrDefault(reason => reason.Aspect == aspect)?.Relation ?? AspectRelation.None;

    private static IReadOnlyList<MatchReason> ReasonsOf(string a, string b)
    {
        var catalog = PreparedCatalog.Of(
            [new ProductProfile { Id = "a", Title = a }, new ProductProfile { Id = "b", Title = b }], Rules,
            new TokenTable(new Dictionary<string, int>(), 0));
        var aligned = new AlignedAspect[Rules.Aspects.Count];
        AspectAlignment.Align(catalog.Listings[0], catalog.Listings[1], Rules, aligned);
        return AspectAlignment.ReasonsOf(aligned, Rules);
    }
}

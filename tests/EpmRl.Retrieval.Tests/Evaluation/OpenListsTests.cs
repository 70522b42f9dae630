using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Evaluation;

public sealed class OpenListsTests
{
    private static readonly ProductTaxonomy Closed = SmallTaxonomy.Of(
        Attribute("color", AttributeKind.Categorical, "Red"), Attribute("code", AttributeKind.Identifier, "AB-1234"),
        Attribute("width", AttributeKind.Measurement, "3 cm") with { RoleWords = ["wide"] }, Attribute("ports", AttributeKind.Number, "4"));

    [Fact]
    public void Codes_and_numbers_lose_their_lists_and_keep_how_they_are_written()
    {
        ProductTaxonomy open = OpenLists.Of(Closed);

        Assert.Equal(["color: Red", "code: open", "width: open", "ports: open"], open.Categories[0].Attributes.Select(attribute =>
            $"{attribute.Id}: {(attribute.Open ? "open" : attribute.Values[0].Label)}"));
        Assert.All(open.Attributes.Where(attribute => attribute.Open), attribute => Assert.Empty(attribute.Values));
        Assert.Equal(["wide"], open.Attributes.Single(attribute => attribute.Id == "width").RoleWords);
    }

    [Fact]
    public void Open_lists_are_another_version_of_the_taxonomy_and_opening_them_again_changes_nothing()
    {
        ProductTaxonomy open = OpenLists.Of(Closed);

        Assert.NotEqual(Closed.Version, open.Version);
        Assert.Equal(open.Version, OpenLists.Of(open).Version);
    }

    [Fact]
    public void Names_are_opened_where_listings_spell_them_out()
    {
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(
            Attribute("brand", AttributeKind.Categorical, "ACME"), Attribute("type", AttributeKind.Categorical, "Kitchen"),
            Attribute("code", AttributeKind.Identifier, "AB-1234"));
        LabelledListing[] listings =
            [Labelled.Listing("c", "Acme pan AB-1234", ("brand", ["ACME"]), ("type", ["Kitchen"]), ("code", ["AB-1234"]))];

        ProductTaxonomy opened = OpenLists.WithNames(taxonomy, listings);

        Assert.Equal(["brand"], opened.Attributes.Where(attribute => attribute.Open).Select(attribute => attribute.Id));
        Assert.Equal("ACME", opened.Attributes[0].Values[0].Label); // it keeps what it knows
    }

    private static AttributeDefinition Attribute(string id, AttributeKind kind, string label) =>
        new() { Id = id, Name = id, Kind = kind, Values = SmallTaxonomy.Values(label) };
}

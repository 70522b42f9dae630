using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class TaxonomyPartTests
{
    private static readonly AttributeDefinition Color = new() { Id = "color", Name = "Color" };
    private static readonly AttributeDefinition Size = new() { Id = "size", Name = "Size" };
    private static readonly AttributeDefinition Power = new() { Id = "power", Name = "Power" };

    private static readonly ProductTaxonomy Whole = new(
        "shop",
        "v1",
        [
            Category("home", null, "Home", Color), Category("lamps", "home", "Home > Lamps", Color, Power),
            Category("table-lamps", "lamps", "Home > Lamps > Table lamps", Color, Power),
            Category("shoes", null, "Shoes", Color, Size),
        ],
        [Color, Power, Size]);

    [Fact]
    public void What_is_below_a_category_stays_with_it_and_its_ancestors_stay_for_their_names()
    {
        ProductTaxonomy part = TaxonomyPart.Below(Whole, ["Home > Lamps"]);

        Assert.Equal(["home:", "lamps:color,power", "table-lamps:color,power"], part.Categories.Select(Text));
        Assert.Equal(["color", "power"], part.Attributes.Select(attribute => attribute.Id));
        Assert.NotEqual(Whole.Version, part.Version);
    }

    [Fact]
    public void Single_categories_are_kept_without_what_is_below_them()
    {
        ProductTaxonomy part = TaxonomyPart.Of(Whole, new HashSet<string> { "shoes", "lamps" });

        Assert.Equal(["home:", "lamps:color,power", "shoes:color,size"], part.Categories.Select(Text));
    }

    [Fact]
    public void An_unknown_category_is_refused_with_the_closest_name() =>
        Assert.Contains(
            "'Lamps'", Assert.Throws<InvalidRequestException>(() => TaxonomyPart.Below(Whole, ["Lamp"])).Message, StringComparison.Ordinal);

    private static Category Category(string id, string? parent, string path, params AttributeDefinition[] attributes) =>
        new() { Id = id, Name = path.Split(" > ")[^1], ParentId = parent, Path = path, Attributes = attributes };

    private static string Text(Category category) =>
        $"{category.Id}:{string.Join(',', category.Attributes.Select(attribute => attribute.Id))}";
}

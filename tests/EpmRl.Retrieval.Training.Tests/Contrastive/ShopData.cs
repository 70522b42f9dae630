using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

/// <summary>A small shop of shoes and hats: its taxonomy and labelled listings.</summary>
internal static class ShopData
{
    public static readonly string[] Colors = ["red", "blue", "green", "black"];

    private static readonly string[] Sizes = ["small", "large"];

    /// <summary>Two categories that share a colour; shoes have a size as well.</summary>
    public static ProductTaxonomy Taxonomy(int moreColors = 0)
    {
        var color = new AttributeDefinition
        {
            Id = "color",
            Name = "Color",
            Values =
            [
                .. Colors.Select(name => new TaxonomyValue { Id = name, Label = name, Aliases = name == "red" ? ["crimson"] : [] }),
                .. Enumerable.Range(0, moreColors).Select(i => new TaxonomyValue { Id = $"c{i}", Label = $"colour {i}" }),
            ],
        };
        var size = new AttributeDefinition
        {
            Id = "size",
            Name = "Size",
            Values = [.. Sizes.Select(name => new TaxonomyValue { Id = name, Label = name })],
        };
        return new ProductTaxonomy(
            "shop",
            "v1",
            [
                new Category { Id = "shoe", Name = "shoe", Path = "shoe", Attributes = [color, size] },
                new Category { Id = "hat", Name = "hat", Path = "hat", Attributes = [color] },
            ],
            [color, size]);
    }

    /// <summary>Listings that name their values, some without a colour.</summary>
    public static LabelledListing[] Listings(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        bool shoe = i % 2 == 0;
        string? color = i % 5 == 4 ? null : Colors[i / 2 % Colors.Length];
        string size = Sizes[i / 4 % 2];
        var gold = new Dictionary<string, IReadOnlyList<string>> { ["Color"] = color is null ? [] : [color] };
        if (shoe)
        {
            gold.Add("Size", [size]);
        }

        return Listing($"a {(shoe ? $"{size} shoe" : "hat")} , {color ?? "n a"}", shoe ? "shoe" : "hat", gold, $"shop {i % 7}");
    })];

    public static LabelledListing Listing(
        string title, string category, IReadOnlyDictionary<string, IReadOnlyList<string>> gold, string? shop = null,
        string description = "") => new()
    {
        Profile = new ProductProfile { Id = title, Title = title, Description = description, Category = category },
        Category = category,
        Gold = gold,
        Group = shop,
        Line = 1,
    };
}

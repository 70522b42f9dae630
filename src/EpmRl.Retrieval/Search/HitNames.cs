using System.Globalization;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>Looks up and words what the ids of a hit name.</summary>
internal static class HitNames
{
    /// <summary>The attribute of a hit, and how many others have the value: "Color and 59 more".</summary>
    public static string AttributesOf(this ValueSearchHit hit, AttributeDefinition attribute) => hit.Others.Count == 0
        ? attribute.Name
        : string.Create(CultureInfo.InvariantCulture, $"{attribute.Name} and {hit.Others.Count:N0} more");

    /// <summary>Where a hit's value occurs: the path of its category, or how many categories have it and their common ancestor.</summary>
    public static string PlaceOf(this ValueSearchHit hit, Category category, ProductTaxonomy taxonomy) => hit.Categories == 1
        ? category.Path
        : string.Create(CultureInfo.InvariantCulture, $"{hit.Categories:N0} categories")
            + (hit.CommonCategoryId is { } id && taxonomy.TryFindCategory(id, out Category? common) ? $" of {common.Path}" : "");

    /// <summary>Looks up the ids of a hit.</summary>
    public static (AttributeDefinition Attribute, TaxonomyValue Value, Category Category) Find(
        this ValueSearchHit hit, ProductTaxonomy taxonomy)
    {
        _ = taxonomy.TryFindAttribute(hit.AttributeId, out AttributeDefinition? attribute);
        _ = taxonomy.TryFindCategory(hit.CategoryId, out Category? category);
        return (attribute!, attribute!.Values.First(value => value.Id == hit.ValueId), category!);
    }
}

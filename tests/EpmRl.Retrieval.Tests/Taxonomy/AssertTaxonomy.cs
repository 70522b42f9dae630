using System.Text.Json;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy;

/// <summary>Compares taxonomies part by part: records compare their lists by reference, so their JSON is compared instead.</summary>
internal static class AssertTaxonomy
{
    public static void Same(ProductTaxonomy expected, ProductTaxonomy actual)
    {
        Assert.Equal((expected.Name, expected.Locale), (actual.Name, actual.Locale));
        Assert.Equal(expected.Categories.Select(Json), actual.Categories.Select(Json));
        Assert.Equal(
            expected.Attributes.OrderBy(attribute => attribute.Id, StringComparer.Ordinal).Select(Json), actual.Attributes.Select(Json));
        Assert.Equal(expected.Packs.Select(Json), actual.Packs.Select(Json));
        Assert.Equal(Json(expected.Units), Json(actual.Units));
        Assert.Equal(Json(expected.NumberWords), Json(actual.NumberWords));
    }

    private static string Json(Category category) =>
        JsonSerializer.Serialize(new
        {
            category.Id,
            category.Name,
            category.ParentId,
            category.Path,
            category.Description,
            category.Names,
            Attributes = category.Attributes.Select(a => a.Id),
        });

    private static string Json<T>(T part) => JsonSerializer.Serialize(part);
}

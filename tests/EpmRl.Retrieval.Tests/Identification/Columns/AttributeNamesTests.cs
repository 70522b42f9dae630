using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Identification.Columns;

public sealed class AttributeNamesTests
{
    [Theory]
    [InlineData("laptops", "Color", "color Name")]
    [InlineData("laptops", "screenSize", "screen-size Name")]
    [InlineData("laptops", "SCREEN_SIZE", "screen-size Name")]
    [InlineData("laptops", " Screen-Size: ", "screen-size Name")]
    [InlineData("laptops", "Farbe", "color Name")]
    [InlineData("laptops", "Weight (kg)", "weight Name Kilograms")]
    [InlineData("laptops", "weight_g", "weight Name Grams")]
    [InlineData("laptops", "Gewicht in kg", "weight Word Kilograms")]
    [InlineData("laptops", "Memory (RAM)", "memory Name")]
    [InlineData("laptops", "Color (product.metafields.shopify.color-pattern)", "color Name")]
    [InlineData("laptops", "color-de_DE", "color Name")]
    [InlineData("laptops", "color-ecommerce", "color Name")]
    [InlineData("laptops", "EANCode", "gtin Word")]
    [InlineData("laptops", "色", "color Name")]
    [InlineData("t-shirts", "for", "gender Word")]
    [InlineData("office-chairs", "w", null)] // too short to say
    [InlineData("laptops", "Weight (gross)", null)]
    [InlineData("laptops", "weight-gross", null)] // no channel that a file of no program has
    [InlineData("laptops", "color code", null)]
    [InlineData("laptops", "width", null)] // of another category
    [InlineData("laptops", "", null)]
    [InlineData("laptops", "()", null)]
    public void A_column_names_an_attribute_by_id_name_or_a_word_that_only_it_has(string category, string column, string? expected) =>
        Assert.Equal(expected, Named(category, column, ColumnLayout.Default));

    [Theory]
    [InlineData("color-tablet", "color Name")] // whatever its channels are called
    [InlineData("color-fr_FR-print", "color Name")]
    [InlineData("weight", "weight Name")]
    [InlineData("weight-unit", null)]
    [InlineData("weight-EUR", null)]
    public void Columns_of_Akeneo_may_be_of_any_channel(string column, string? expected) =>
        Assert.Equal(expected, Named(
            "laptops", column, new ColumnLayout(KnownExport.All.Single(export => export.IsLocalised), ColumnMap.Default, "de_DE")));

    [Theory]
    [InlineData("Lackierung", "Lackierung=color", "color Mapped")]
    [InlineData("LACKIERUNG", "Lackierung=Color", "color Mapped")]
    [InlineData("wt (lb)", "wt (lb)=weight", "weight Mapped Pounds")]
    [InlineData("Farbe", "Farbe=condition", "condition Mapped")]
    [InlineData("Farbe", "Farbe=width", "color Name")] // no attribute of this category
    public void A_mapping_comes_before_the_name(string column, string map, string expected) =>
        Assert.Equal(expected, Named("laptops", column, new ColumnLayout(null, ColumnMap.Parse(map), null)));

    [Fact]
    public void The_chosen_locale_comes_before_columns_of_none_and_these_before_others()
    {
        var layout = new ColumnLayout(null, ColumnMap.Default, "de");

        Assert.Equal([0, 1, 2], new[] { "color-de_DE", "color", "color-fr_FR" }.Select(column => layout.MeaningOf(column).LocaleRank));
    }

    private static string? Named(string category, string column, ColumnLayout layout)
    {
        Category found = ColumnCases.Sample.Categories.First(one => one.Id == category);
        return new AttributeNames(found, new MentionReaderFactory(ColumnCases.Sample)).Find(layout.MeaningOf(column)) is { } named
            ? $"{found.Attributes[named.Index].Id} {named.Naming} {named.Unit}".TrimEnd() : null;
    }
}

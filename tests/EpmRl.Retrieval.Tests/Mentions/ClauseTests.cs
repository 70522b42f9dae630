using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

/// <summary>Clauses about something else than the product, and their twins about the product, in the sample taxonomy.</summary>
public sealed class ClauseTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    [Theory]
    [InlineData("headphones", "Kalo T200", "Successor of the model with Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo T200", "The Pro version has Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo T200", "Only the T200 Plus has Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo T200", "The T350 works over Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo Kopfhörer", "Unser anderer Artikel: Schwarz.", "color", "Black")]
    [InlineData("headphones", "Casque Kalo", "Existe également : noir.", "color", "Black")]
    [InlineData("backpacks", "Mochila Kalo", "El modelo anterior era de algodón.", "material", "Cotton")]
    [InlineData("backpacks", "Zaino Kalo", "Rosso: un altro modello, nel nostro negozio.", "color", "Red")]
    [InlineData("backpacks", "Rugzak Kalo", "De grotere uitvoering is zwart.", "color", "Black")]
    public void A_clause_about_another_model_states_no_value(
        string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.Elsewhere, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("headphones", "Kalo T200", "The Pro version has ANC, but this model has Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo T200", "The T200 has Bluetooth.", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kalo Kopfhörer", "Dieser Artikel: Schwarz. Unser anderer Artikel ist größer.", "color", "Black")]
    [InlineData("backpacks", "Mochila Kalo", "Es de algodón. El modelo anterior pesaba más.", "material", "Cotton")]
    public void The_next_clause_is_about_the_product_again(
        string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.Plain, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("backpacks", "Backpack", "Comes with a red umbrella.", "color", "Red")]
    [InlineData("backpacks", "Backpack with orange rain cover", "", "color", "Orange")]
    [InlineData("backpacks", "Rucksack mit schwarzem Tragegriff", "", "color", "Black")]
    [InlineData("backpacks", "Rugzak met zwarte schouderbanden", "", "color", "Black")]
    [InlineData("cookware", "Frying pan + red trivet", "", "color", "Red")]
    public void What_comes_along_does_not_describe_the_product(
        string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.Elsewhere, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("backpacks", "Backpack", "Comes in red.", "color", "Red")]
    [InlineData("backpacks", "Backpack with orange finish", "", "color", "Orange")]
    [InlineData("office-chairs", "Bürostuhl mit schwarzem Bezug", "", "color", "Black")]
    public void What_the_product_is_made_in_describes_it(
        string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.Plain, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("t-shirts", "T-shirt", "Sold by Red Heron Supply.", "color", "Red")]
    [InlineData("t-shirts", "T-shirt", "Designed by Studio Red Fox.", "color", "Red")]
    [InlineData("t-shirts", "T-shirt", "A small company, known as Silver Heron, since 1990.", "color", "Silver")]
    [InlineData("t-shirts", "T-Shirt", "Verkauf durch Silber Handels GmbH.", "color", "Silver")]
    public void A_word_in_a_name_has_another_sense(string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.OtherSense, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("t-shirts", "T-shirt", "Il sèche plus vite que le coton.", "material", "Cotton")]
    [InlineData("t-shirts", "Camiseta", "Se seca más rápido que el algodón.", "material", "Cotton")]
    [InlineData("t-shirts", "Maglietta", "Asciuga più in fretta del cotone.", "material", "Cotton")]
    [InlineData("t-shirts", "T-Shirt", "Weicher als Baumwolle.", "material", "Cotton")]
    [InlineData("t-shirts", "T-shirt", "Zachter dan katoen.", "material", "Cotton")]
    public void What_the_product_is_compared_with_is_elsewhere(
        string category, string title, string description, string attribute, string label) =>
        Assert.Equal(MentionContext.Elsewhere, ContextOf(category, title, description, attribute, label));

    [Theory]
    [InlineData("backpacks", "Leren rugzak", "material", "Leather")]
    [InlineData("cookware", "Gietijzeren braadpan", "material", "Cast iron")]
    [InlineData("backpacks", "Paarse rugzak", "color", "Purple")]
    public void Adjectives_of_materials_and_colors_are_read(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Plain, ContextOf(category, title, "", attribute, label));

    private static MentionContext ContextOf(string category, string title, string description, string attribute, string label)
    {
        var profile = new ProductProfile { Id = "1", Title = title, Description = description };
        Assert.True(Sample.TryFindCategory(category, out Category? found));
        return new MentionReader(found, Sample).Read(FieldText.Of(profile)).GetValueOrDefault(attribute, [])
            .First(mention => mention.Label == label).Cues.Context;
    }
}

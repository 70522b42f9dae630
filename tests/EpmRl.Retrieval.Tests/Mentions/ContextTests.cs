using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

/// <summary>Contexts of mentions, in the sample taxonomy with its packs of cues.</summary>
public sealed class ContextTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    [Theory]
    [InlineData("headphones", "Headphones without Bluetooth", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Headphones without microphone or Bluetooth", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kopfhörer ohne integriertes Bluetooth", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Headphones, Bluetooth: no", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Kopfhörer, Bluetooth: nein, schwarz", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Casque filaire (Bluetooth non inclus)", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Cuffie con cavo, senza Bluetooth", "connectivity", "Bluetooth")]
    [InlineData("headphones", "有线耳机 无蓝牙", "connectivity", "Bluetooth")]
    [InlineData("cookware", "Pan for all hobs except gas and induction", "hob-types", "Induction")]
    [InlineData("t-shirts", "T-Shirt aus Baumwolle, kein Polyester", "material", "Polyester")]
    public void What_a_listing_denies_is_negated(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Negated, ContextOf(category, title, attribute, label));

    [Theory]
    [InlineData("headphones", "Headphones without microphone, with Bluetooth", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Without a doubt our best Bluetooth headphones", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Bluetooth headphones, case sold separately", "connectivity", "Bluetooth")]
    [InlineData("headphones", "Headphones, case not included, black", "color", "Black")]
    [InlineData("headphones", "Kopfhörer nicht nur für Sportler, schwarz", "color", "Black")]
    [InlineData("headphones", "Headphones, Bluetooth: yes", "connectivity", "Bluetooth")]
    [InlineData("t-shirts", "T-shirt for men, black", "gender", "Men")]
    [InlineData("cookware", "Pan suitable for induction hobs", "hob-types", "Induction")]
    [InlineData("running-shoes", "Shoe made for trail running", "terrain", "Trail")]
    [InlineData("backpacks", "Backpack for 15.6 inch laptops, black", "color", "Black")]
    [InlineData("backpacks", "Backpack in leather with USB cable", "material", "Leather")]
    public void What_a_listing_has_is_plain(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Plain, ContextOf(category, title, attribute, label));

    [Theory]
    [InlineData("light-bulbs", "LED lamp E14 nicht dimmbar", "Not dimmable")]
    [InlineData("light-bulbs", "LED lamp, dimmable: no", "Not dimmable")]
    [InlineData("light-bulbs", "Lampe LED, gradable : non", "Not dimmable")]
    [InlineData("light-bulbs", "LED-Lampe, dimmbar: ja", "Dimmable")]
    [InlineData("light-bulbs", "Bulb, cannot be dimmed, not a dimmable one", "Not dimmable")]
    public void A_listed_value_that_denies_another_is_read_where_the_text_denies_it(string category, string title, string label) =>
        Assert.Contains(
            Read(category, title, "dimmable"), mention => mention.Label == label && mention.Cues.Context == MentionContext.Plain);

    [Theory]
    [InlineData("coffee", "Coffee without caffeine", "caffeine", "Decaffeinated")]
    [InlineData("cookware", "Pot, lid not included", "lid", "Without lid")]
    [InlineData("power-drills", "Drill, battery and charger not included", "batteries-included", "0")]
    [InlineData("cookware", "Topf, Deckel: ohne", "lid", "Without lid")]
    public void What_is_denied_need_not_be_a_value_itself(string category, string title, string attribute, string label) =>
        Assert.Contains(
            Read(category, title, attribute), mention => mention.Label == label && mention.Cues.Context == MentionContext.Plain);

    [Theory]
    [InlineData("office-chairs", "Chair in fake leather", "material", "Leather")]
    [InlineData("office-chairs", "Stool with wood-effect seat", "material", "Wood")]
    [InlineData("office-chairs", "Tabouret effet bois", "material", "Wood")]
    [InlineData("rings", "Gold plated ring", "metal", "Yellow gold")]
    [InlineData("rings", "Anillo con diamante de imitación", "gemstones", "Diamond")]
    public void Imitations_are_distinguished_from_the_real_thing(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Imitation, ContextOf(category, title, attribute, label));

    [Theory]
    [InlineData("ink-cartridges", "Cyan ink for black office printers", "ink-color", "Black")]
    [InlineData("headphones", "Headphones with black carrying case", "color", "Black")]
    [InlineData("headphones", "Cuffie bianche con custodia nera", "color", "Black")]
    [InlineData("headphones", "Headset, noise cancelling microphone", "noise-cancelling", "Active noise cancelling")]
    [InlineData("backpacks", "Rucksack, Futter: Polyester", "material", "Polyester")]
    [InlineData("laptops", "Laptop 8 GB RAM (expandable up to 64 GB)", "memory", "64 GB")]
    [InlineData("laptops", "Portátil 8 GB de RAM, ampliable hasta 32 GB", "memory", "32 GB")]
    [InlineData("power-drills", "Bits for 18 V drills", "voltage", "18")]
    public void Values_of_a_part_or_of_something_else_are_recognised(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Elsewhere, ContextOf(category, title, attribute, label));

    [Theory]
    [InlineData("laptops", "Used laptop in mint condition", "color", "Green")]
    [InlineData("headphones", "Headset black, crystal clear sound", "color", "Transparent")]
    [InlineData("headphones", "Kopfhörer gegen weißes Rauschen", "color", "White")]
    [InlineData("t-shirts", "Red tee, Black Friday deal", "color", "Black")]
    [InlineData("rings", "Opals by Mara, silver ring", "gemstones", "Opal")]
    [InlineData("ink-cartridges", "Cyan ink cartridge, compatible with Example printers", "cartridge-origin", "Compatible")]
    public void Words_in_another_sense_are_recognised(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.OtherSense, ContextOf(category, title, attribute, label));

    [Theory]
    [InlineData("t-shirts", "T-shirt S, M, L, XL", "clothing-size", "XL")]
    [InlineData("backpacks", "Backpack, black/green/red to choose from", "color", "Red")]
    [InlineData("office-chairs", "Drehstuhl in Schwarz, Grau oder Blau", "color", "Blue")]
    [InlineData("backpacks", "Sac à dos au choix : noir, bleu, rouge", "color", "Red")]
    public void Values_to_choose_from_are_recognised(string category, string title, string attribute, string label) =>
        Assert.Equal(MentionContext.Offered, ContextOf(category, title, attribute, label));

    [Fact]
    public void Answers_behind_a_label_are_read_where_the_values_are_yes_and_no()
    {
        var attribute =
            new AttributeDefinition { Id = "nfc", Name = "NFC", RoleWords = ["near field"], Values = SmallTaxonomy.Values("Yes", "No") };
        ProductTaxonomy taxonomy = SmallTaxonomy.Of([.. Sample.Packs.Where(pack => pack.Kind == PackKind.Cues)], attribute);
        Assert.Equal(["No"], Plain("NFC: nein"));
        Assert.Equal(["Yes"], Plain("near field: oui"));
        Assert.Equal(["No"], Plain("Speaker without NFC"));
        Assert.Empty(Plain("Speaker, no logo, yes we can"));

        string[] Plain(string title) => [.. new MentionReader(taxonomy.Categories[0], taxonomy)
            .Read(FieldText.Of(new ProductProfile { Id = "1", Title = title })).GetValueOrDefault("nfc", [])
            .Where(mention => mention.Cues.Context == MentionContext.Plain).Select(mention => mention.Label)];
    }

    [Fact]
    public void Evidence_of_a_denied_value_covers_the_denial()
    {
        const string Title = "Topf 24 cm, ohne den Deckel";
        Mention mention = Assert.Single(Read("cookware", Title, "lid"), mention => mention.Label == "Without lid");
        Assert.Equal("ohne den Deckel", Title[mention.Start..mention.End]);
    }

    private static MentionContext ContextOf(string category, string title, string attribute, string label) =>
        Read(category, title, attribute).First(mention => mention.Label == label).Cues.Context;

    private static IReadOnlyList<Mention> Read(string category, string title, string attribute)
    {
        Assert.True(Sample.TryFindCategory(category, out Category? found));
        return new MentionReader(found, Sample).Read(FieldText.Of(new ProductProfile { Id = "1", Title = title }))
            .GetValueOrDefault(attribute, []);
    }
}

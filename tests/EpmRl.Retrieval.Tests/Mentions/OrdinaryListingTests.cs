using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

/// <summary>Forms of ordinary listings, read with the sample taxonomy.</summary>
public sealed class OrdinaryListingTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));

    [Theory]
    [InlineData("monitors", "27-Zoll-Monitor, 144-Hz-Panel", "screen-size", "27")]
    [InlineData("monitors", "27-Zoll-Monitor, 144-Hz-Panel", "refresh-rate", "144")]
    [InlineData("power-drills", "18-V-Akku-Bohrschrauber mit 13-mm-Bohrfutter", "voltage", "18")]
    [InlineData("power-drills", "18-V-Akku-Bohrschrauber mit 13-mm-Bohrfutter", "chuck-size", "13")]
    [InlineData("backpacks", "20-Liter-Rucksack", "backpack-volume", "20")]
    [InlineData("monitors", "Monitor 24-AB-5678", "screen-size", null)] // a code
    public void A_quantity_and_a_word_may_be_written_as_one(string category, string title, string attribute, string? label) =>
        Assert.Equal(label, Plain(category, title, attribute));

    [Theory]
    [InlineData("Wiertarka udarowa 2 800 obr./min", "power-drills", "drill-speed", "2800")]
    [InlineData("Monitor 24\" 1000:1 250 cd/m²", "monitors", "brightness", "250")]
    [InlineData("Cola x24 330 ml", "soft-drinks", "bottle-volume", "330")]
    [InlineData("Cola x24 330 ml", "soft-drinks", "pack-count", "24")]
    [InlineData("Dosettes café x36 250 g", "coffee", "pack-count", "36")]
    public void A_blank_groups_digits_where_they_are_one_number(string title, string category, string attribute, string label) =>
        Assert.Equal(label, Plain(category, title, attribute));

    [Theory]
    [InlineData("Perceuse 2 800 tr/min")]
    public void Digits_behind_a_name_are_left_open_where_the_language_groups_by_blanks(string title) =>
        Assert.All(Read("power-drills", title, "drill-speed"), mention => Assert.True(mention.Cues.Ambiguous));

    [Theory]
    [InlineData("LED bulb 7 W replaces a halogen bulb of 50 W", "7", "50")]
    [InlineData("Spot LED 7 W remplace une ampoule halogène de 50 W", "7", "50")]
    [InlineData("LED bulb 7 W, replaces 50 W", "7", "50")]
    [InlineData("LED電球 60W形相当 7.3W", "7.3", "60")]
    public void A_verb_announces_what_follows_it_alone(string title, string wattage, string equivalent)
    {
        Assert.Equal(wattage, Plain("light-bulbs", title, "wattage"));
        Assert.Equal(equivalent, Read("light-bulbs", title, "equivalent-wattage").Single(
            mention => mention.Cues.Role is RoleCue.Own or RoleCue.Near).Label);
    }

    [Theory]
    [InlineData("Office chair, seat 47-57 cm high", "seat-height", "47-57")]
    [InlineData("Bureaustoel, zitting 47-57 cm hoog", "seat-height", "47-57")]
    [InlineData("Sedia, seduta h 45-55 cm", "seat-height", "45-55")]
    [InlineData("Tabouret, hauteur d'assise réglable de 48 à 60 cm", "seat-height", "48-60")]
    [InlineData("Office chair, seat 47-57 cm high", "height", null)]
    [InlineData("Chair, width 65 cm, seat W 50 cm", "width", "65.0")]
    public void The_size_of_a_part_is_not_the_size_of_the_product(string title, string attribute, string? label) =>
        Assert.Equal(label, Read("office-chairs", title, attribute).SingleOrDefault(mention => mention.Cues.Role == RoleCue.Own)?.Label);

    [Theory]
    [InlineData("laptops", "Notebook i5 8G RAM 256G SSD 1.3kg", "weight", "1.30")]
    [InlineData("laptops", "Notebook i5 8G RAM 256G SSD 1.3kg", "storage-capacity", "256 GB")]
    [InlineData("coffee", "Kaffee 1000G", "net-weight", "1000")]
    public void A_capital_is_the_unit_that_is_written_so(string category, string title, string attribute, string label) =>
        Assert.Equal(label, Plain(category, title, attribute));

    [Theory]
    [InlineData("t-shirts", "Womens cotton long sleeve top", "material", "Cotton")]
    [InlineData("t-shirts", "T-shirt femme coton col rond manches longues", "material", "Cotton")]
    [InlineData("t-shirts", "T-shirt femme coton col rond manches longues", "neckline", "Crew neck")]
    [InlineData("t-shirts", "Slim fit black T-shirt", "color", "Black")]
    [InlineData("cookware", "Pan with ceramic coating, aluminium", "material", "Aluminum")]
    [InlineData("headphones", "Słuchawki, do 60 godzin pracy", "battery-life", "60")]
    [InlineData("ink-cartridges", "Toner TN-2420X for MFC-L2710", "model-number", "TN-2420X")]
    public void What_a_listing_says_of_itself_is_plain(string category, string title, string attribute, string label) =>
        Assert.Equal(label, Plain(category, title, attribute));

    // The plain mention of an attribute that no other attribute's mark is at; null without.
    private static string? Plain(string category, string title, string attribute) => Read(category, title, attribute)
        .Where(mention => mention.Cues is { Context: MentionContext.Plain, Role: not RoleCue.Other }).Select(mention => mention.Label)
        .Distinct().SingleOrDefault();

    private static IReadOnlyList<Mention> Read(string category, string title, string attribute)
    {
        Assert.True(Sample.TryFindCategory(category, out Category? found));
        return new MentionReader(found, Sample).Read(FieldText.Of(new ProductProfile { Id = "1", Title = title }))
            .GetValueOrDefault(attribute, []);
    }
}

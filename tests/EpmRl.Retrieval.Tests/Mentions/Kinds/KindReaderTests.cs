using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions.Kinds;

/// <summary>The kind of product that a title of the sample taxonomy names first; null for one of no category, or none at all.</summary>
public sealed class KindReaderTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
    private static readonly KindReader Reader = new(KindTable.Of(Sample));

    [Theory]
    [InlineData("NORVIK ProLite 14 notebook i7 16GB RAM 512GB SSD", "laptops")]
    [InlineData("Portable Laptop Computer 15.6 inch", "laptops")]
    [InlineData("4TB external mobile hard disk USB 3.0", "hard-drives")]
    [InlineData("Over-Ear Headphones with microphone and case", "headphones")]
    [InlineData("Printer ink cartridge, black", "ink-cartridges")]
    [InlineData("Laptop backpack 25 L", "backpacks")]
    [InlineData("Bürodrehstuhl mit Armlehnen", "office-chairs")]
    [InlineData("Damenlaufschuhe Gr. 39", "running-shoes")]
    [InlineData("Akkuschrauber 18 V im Koffer", "power-drills")]
    [InlineData("Kaffeebohnen 1 kg", "coffee")]
    [InlineData("Écouteurs sans fil", "headphones")]
    [InlineData("Cartouche d'encre noire", "ink-cartridges")]
    [InlineData("Sac à dos ordinateur portable 15 pouces", "backpacks")]
    [InlineData("Zapatillas de running hombre", "running-shoes")]
    [InlineData("Auriculares con micrófono", "headphones")]
    [InlineData("Cuffie bluetooth nere", "headphones")]
    [InlineData("Chicchi di caffè 1 kg", "coffee")]
    [InlineData("Hardloopschoenen dames", "running-shoes")]
    [InlineData("Wkrętarka akumulatorowa 18V", "power-drills")]
    [InlineData("ワイヤレスイヤホン高音質", "headphones")]
    [InlineData("15.6インチノートパソコン", "laptops")]
    [InlineData("蓝牙耳机 黑色", "headphones")]
    public void The_product_is_the_head_of_the_phrase(string title, string category) => Assert.Equal(category, HeadOf(title));

    [Theory]
    [InlineData("Laptop bag 15 inch")]
    [InlineData("Laptop 15.6 inch sleeve")]
    [InlineData("Case for notebook 13")]
    [InlineData("Headphone stand, aluminium")]
    [InlineData("Coffee machine with grinder")]
    [InlineData("Coffee table oak")]
    [InlineData("60GB hard disk drive/SD camcorder")]
    [InlineData("Notebook privacy-filter")]
    [InlineData("Drill bit set, 13 pieces")]
    [InlineData("Bike helmet size M")]
    [InlineData("Laptoptasche 15 Zoll")]
    [InlineData("Kaffeemaschine mit Mahlwerk")]
    [InlineData("Kopfhörerständer aus Holz")]
    [InlineData("Hülle für Laptop, Notebook")]
    [InlineData("Housse pour ordinateur portable")]
    [InlineData("Housse d'ordinateur portable")]
    [InlineData("Machine à café automatique")]
    [InlineData("Funda para portátil")]
    [InlineData("Máquina de café")]
    [InlineData("Macchina da caffè")]
    [InlineData("Custodia per auricolari")]
    [InlineData("Hoes voor laptop")]
    [InlineData("Etui na słuchawki")]
    [InlineData("Torba do laptopa, laptop 15")]
    [InlineData("ノートパソコンケース 13インチ")]
    [InlineData("笔记本电脑包 15寸")]
    [InlineData("RGB mechanical gaming keyboard")]
    public void What_a_thing_is_for_with_or_called_after_is_not_the_product(string title) => Assert.Null(HeadOf(title));

    [Fact]
    public void Places_are_those_of_the_original_text()
    {
        const string title = "Ø 28 – „Damenlaufschuhe“ & L’ordinateur portable";
        IReadOnlyList<KindMention> mentions = Read(title);
        Assert.Equal(["Damenlaufschuhe", "ordinateur portable"], mentions.Select(mention => title[mention.Start..mention.End]));
    }

    [Fact]
    public void A_department_is_no_kind_of_product() =>
        Assert.All(Read("Sports, tools and jewelry"), mention => Assert.Empty(mention.Categories));

    private static string? HeadOf(string title) => Read(title).FirstOrDefault(mention => mention.IsHead)?.Categories.SingleOrDefault();

    private static IReadOnlyList<KindMention> Read(string title) =>
        Reader.Read(FieldText.Of(new ProductProfile { Id = "1", Title = title }));
}

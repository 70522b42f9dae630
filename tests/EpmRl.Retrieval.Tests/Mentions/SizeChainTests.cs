using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class SizeChainTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
    private static readonly MentionReader Chairs = ReaderOf("office-chairs");
    private static readonly MentionReader Shoes = ReaderOf("running-shoes");
    private static readonly MentionReader Pans = ReaderOf("cookware");

    [Theory]
    [InlineData("W65 x D60 x H110 cm")]
    [InlineData("65W x 60D x 110H cm")]
    [InlineData("650(W) x 600(D) x 1100(H) mm")]
    [InlineData("(H) 110 x (W) 65 x (D) 60 cm")]
    [InlineData("W 65 cm x 60 x 110 (W x D x H)")]
    [InlineData("B/T/H: 65/60/110 cm")]
    [InlineData("B/T/H: 65 / 60 / 110 cm")]
    [InlineData("BxHxT: 65x110x60 cm")]
    [InlineData("W×D×H(cm): 65×60×110")]
    [InlineData("Maße (B x T x H) in cm: 65 x 60 x 110")]
    [InlineData("B 65, T 60, H 110 cm")]
    [InlineData("B65xT60xH110cm")]
    [InlineData("65cmx60cmx110cm (WxDxH)")]
    [InlineData("mm 650 L x 600 P x 1100 H")]
    [InlineData("Width 65 Depth 60 Height 110 (cm)")]
    [InlineData("幅65cm×奥行60cm×高さ110cm")]
    [InlineData("Breite ca. 65 cm, Tiefe ca. 60 cm, Höhe ca. 110 cm")]
    [InlineData("L65 x P60 x H110 cm")]
    [InlineData("LxPxA: 65x60x110 cm")]
    [InlineData("(An x Al x F) 65 x 110 x 60 cm")]
    [InlineData("S x G x W: 65 x 60 x 110 cm")]
    [InlineData("szer./wys./gł.: 65/110/60 cm")]
    [InlineData("幅×奥行×高さ：65×60×110cm")]
    [InlineData("宽深高: 65*60*110cm")] // marks without anything between them
    public void Marks_in_any_order_and_language_give_each_number_its_attribute(string title)
    {
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = Read(Chairs, title);
        Assert.Equal(("65.0", "60.0", "110.0"), (Owned(mentions, "width"), Owned(mentions, "depth"), Owned(mentions, "height")));
    }

    [Fact]
    public void Marks_that_differ_in_case_alone_are_length_and_width()
    {
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = Read(Chairs, "L x l x h : 120 x 65 x 110 cm");
        Assert.Equal(("65.0", "110.0"), (Owned(mentions, "width"), Owned(mentions, "height")));
    }

    [Theory]
    [InlineData("UK 8 EU 42 US 9", "42", "9")]
    [InlineData("42 EU / 8 UK / 9 US", "42", "9")]
    [InlineData("8 UK 42 EU 9 US", "42", "9")]
    [InlineData("EU:42,US:9", "42", "9")]
    [InlineData("EU42/US9/UK8", "42", "9")]
    [InlineData("EU 41.5 (US 8)", "41.5", "8")]
    [InlineData("EU 42 2/3, US 9", "42 2/3", "9")]
    [InlineData("EU/UK/US: 42/8/9", "42", "9")]
    [InlineData("US-9 EU-42 UK-8", "42", "9")]
    [InlineData("UK 8.5 = EU 42.5 = US 9.5", "42.5", "9.5")]
    [InlineData("US 9 / JP 27 / EU 42", "42", "9")]
    public void Marks_of_size_systems_are_before_all_numbers_of_a_chain_or_after_all(string title, string eu, string us)
    {
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = Read(Shoes, title);
        Assert.Equal((eu, us), (Owned(mentions, "eu-shoe-size"), Owned(mentions, "us-shoe-size")));
    }

    [Theory]
    [InlineData("Shoe UK 8")]
    [InlineData("Shoe 27 JP")]
    public void The_mark_of_a_system_that_no_attribute_has_takes_its_number_away(string title) =>
        Assert.All(Read(Shoes, title).GetValueOrDefault("eu-shoe-size", []), mention => Assert.Equal(RoleCue.Other, mention.Cues.Role));

    [Theory]
    [InlineData("Pan Ø28", null)]
    [InlineData("Pan Ø28 cm", "28.0")]
    [InlineData("Pot Ø20, H 9 cm", "20.0")]
    [InlineData("Pot Ø 24 x 12 cm", "24.0")]
    public void A_mark_may_be_written_to_its_number(string title, string? diameter) =>
        Assert.Equal(diameter, Owned(Read(Pans, title), "diameter"));

    [Theory]
    [InlineData("Chair model H110 with armrests")]
    [InlineData("Chair W650")]
    public void A_letter_and_digits_alone_are_a_code(string title) => Assert.Empty(Read(Chairs, title).GetValueOrDefault("height", []));

    private static MentionReader ReaderOf(string category) => new(Sample.Categories.Single(known => known.Id == category), Sample);

    private static IReadOnlyDictionary<string, IReadOnlyList<Mention>> Read(MentionReader reader, string title) =>
        reader.Read(FieldText.Of(new ProductProfile { Id = "1", Title = title }));

    private static string? Owned(IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions, string attribute) =>
        mentions.GetValueOrDefault(attribute, []).Where(mention => mention.Cues.Role == RoleCue.Own).Select(mention => mention.Label)
            .SingleOrDefault();
}

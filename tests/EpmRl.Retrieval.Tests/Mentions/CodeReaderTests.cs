using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class CodeReaderTests
{
    private static readonly ProductTaxonomy Sample = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
    private static readonly Category All = new() { Id = "all", Name = "All", Path = "All", Attributes = Sample.Attributes };
    private static readonly MentionReader Reader = new(All, Sample);

    [Theory]
    [InlineData("Impact driver qwz210bk", "qwz210bk")]
    [InlineData("headset kx-tca86", "kx-tca86")]
    [InlineData("solid state disk ts128gssd25sm", "ts128gssd25sm")]
    [InlineData("Headset mono 734-000118", "734-000118")]
    [InlineData("Monitor LH4282SB-B1 42 inch", "LH4282SB-B1")]
    [InlineData("Earphones XWP22TY/A", "XWP22TY/A")]
    [InlineData("Art.-Nr. LX-E27-806", "LX-E27-806")]
    public void Codes_are_known_by_their_form(string title, string code) => Assert.Equal(code, Answer("model-number", title)?.Label);

    [Theory]
    [InlineData("Laptop DDR5-5600 memory, 6Gb/s, 145MB/s, USB3.1, i7-8550U")]
    [InlineData("Hub 24-PORT, 4-pack, WINDOWS10, 300dpi, 12000btu")]
    [InlineData("Router 802.11ac and 802.3af, top10cm, 1st-3rd, 1080p/24p, LGA1200, 16.5x23.375in")]
    [InlineData("In stock since 2024-05-17, 2019-2020")]
    [InlineData("Hotline 0800-4455667")]
    [InlineData("Toner for printers QX-4420dn, QX-4425dw and QX-4430dw")]
    [InlineData("Toner for QX-4420/QX-4425 printers")]
    public void Standards_words_quantities_dates_and_rows_are_no_codes(string title) => Assert.Null(Answer("model-number", title));

    [Theory]
    [InlineData("2 TB drive 73014829 UPC 712345009173", "712345009173")]
    [InlineData("EAN4006381333931", "4006381333931")]
    [InlineData("ITEM #: B0013FE6YMUPC: 077914041641INNER PACKAGING: 20", "077914041641")]
    [InlineData("EAN-13: 4006381333931", "4006381333931")]
    [InlineData("UPC 0 77914 04164 1", "077914041641")]
    [InlineData("coffee 4006381333931", "4006381333931")]
    public void A_gtin_is_read_where_it_is_separate_and_announced(string title, string number) =>
        Assert.Equal(number, Answer("gtin", title)?.Label);

    [Theory]
    [InlineData("EAN 0000000000000")]
    [InlineData("EAN 1111111111111")]
    [InlineData("EAN 1234567890128")]
    [InlineData("Toner KX80513278QB, AL-20230715-B, updated 20230319")]
    [InlineData("drive 73014829")]
    public void Placeholders_dates_and_parts_of_longer_codes_are_no_gtins(string title) => Assert.Null(Answer("gtin", title));

    [Theory]
    [InlineData("EAN 4006381333932", CodeCue.WrongCheckDigit)]
    [InlineData("EAN 2001234567893", CodeCue.Restricted)]
    [InlineData("UPC 412345678903", CodeCue.Restricted)]
    [InlineData("serial no. 4006381333931", CodeCue.Foreign)]
    internal void A_doubtful_gtin_is_proposed_for_review(string title, CodeCue doubt)
    {
        Mention mention = Assert.Single(Read("gtin", title));
        Assert.Equal(doubt, mention.Cues.Code);
        Assert.InRange(MentionScore.Of(mention, Attribute("gtin")), MentionScore.Answerable, MentionScore.Answerable + 0.08);
    }

    private static AttributeDefinition Attribute(string id) => Sample.Attributes.First(attribute => attribute.Id == id);

    private static IReadOnlyList<Mention> Read(string attribute, string title) =>
        Reader.Read(FieldText.Of(new ProductProfile { Id = "1", Title = title })).GetValueOrDefault(attribute) ?? [];

    private static Mention? Answer(string attribute, string title) => Read(attribute, title)
        .Where(mention => MentionScore.Of(mention, Attribute(attribute)) >= MentionScore.Answerable)
        .MaxBy(mention => MentionScore.Of(mention, Attribute(attribute)));
}

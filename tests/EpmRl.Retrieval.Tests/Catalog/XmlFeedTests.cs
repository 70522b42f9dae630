using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Tests.Catalog;

public sealed class XmlFeedTests
{
    private const string Item =
        "<item><g:id>a</g:id><title>plain</title><g:title>Lamp &amp; shade</g:title><description><![CDATA[<p>Oak</p>]]></description>"
        + "<g:product_type>Home &gt; Lamps</g:product_type><g:product_type>Sale</g:product_type><g:google_product_category>3006</g:google_product_category>"
        + "<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping><g:item_group_id>g</g:item_group_id><g:color>Red</g:color></item>";

    [Theory]
    [InlineData("feed.xml")]
    [InlineData("-")]
    public async Task An_item_of_rss_gives_the_fields_of_Merchant_Center(string name)
    {
        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(Rss(Item), name)).Profile!;

        Assert.Equal(
            ("a", "Lamp & shade", "<p>Oak</p>", "Home > Lamps"), (listing.Id, listing.Title, listing.Description, listing.Category));
        Assert.Equal(["Sale", "3006"], listing.OtherCategories);
        Assert.Equal(("g", "color: Red"), (listing.GroupId, listing.OptionText));
        Assert.Equal("DE:4.90 EUR", listing.Extra["shipping"].GetString());
    }

    [Fact]
    public async Task An_entry_of_atom_is_a_listing()
    {
        const string Feed = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" "
            + "xmlns:g=\"http://base.google.com/ns/1.0\"><title>Shop</title>"
            + "<entry><g:id>a</g:id><title>Lamp</title><summary>Oak</summary><link href=\"https://shop.example/a\"/></entry></feed>";

        ProductProfile listing = Assert.Single(await CatalogText.ReadAsync(Feed, "feed.xml")).Profile!;

        Assert.Equal(
            ("a", "Lamp", "Oak", "https://shop.example/a"),
            (listing.Id, listing.Title, listing.Description, listing.Extra["link"].GetString()));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    public async Task The_encoding_that_the_feed_declares_is_used(string encoding)
    {
        System.Text.Encoding written = System.Text.Encoding.GetEncoding(encoding);
        byte[] bytes = [.. written.GetPreamble(), .. written.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"{encoding}\"?>" + Rss("<item><title>Büro</title></item>"))];

        Assert.Equal("Büro", Assert.Single(await CatalogText.ReadAsync(bytes, "feed.xml")).Profile!.Title);
    }

    [Theory]
    [InlineData("\n <?xml version=\"1.0\"?><rss><channel><item><g:title>Lamp</g:title></item></channel></rss>")]
    [InlineData("<rss><channel><item><g:title>Lamp</g:title></item></channel></rss>")]
    public async Task White_space_in_front_and_a_prefix_that_is_not_declared_are_forgiven(string feed) =>
        Assert.Equal("Lamp", Assert.Single(await CatalogText.ReadAsync(feed, "feed.xml")).Profile!.Title);

    [Theory]
    [InlineData("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss/>", "feed.xml:1: the XML declares a document type")]
    [InlineData("<!DOCTYPE rss SYSTEM \"http://shop.example/x.dtd\"><rss/>", "feed.xml:1: the XML declares a document type")]
    [InlineData("<html><body/></html>", "feed.xml:1: the XML begins with <html>; expected a feed")]
    [InlineData("<rss><channel>\n<item></channel></rss>", "feed.xml:2: the XML is not well-formed at column 9.")]
    [InlineData("<rss><channel><item><title>&unknown;</title></item></channel></rss>", "feed.xml:1: the XML is not well-formed at column 29.")]
    [InlineData("<rss><channel>", "feed.xml:1: the XML is not well-formed at column 15.")]
    public async Task What_cannot_be_read_is_refused_in_our_words(string feed, string message)
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => CatalogText.ReadAsync(feed, "feed.xml"));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_without_a_text_or_too_long_costs_itself_alone()
    {
        string feed =
            Rss($"<item><id>a</id></item>\n<item><title>{new string('x', 5000)}</title></item>\n<item><title>Lamp</title></item>\n<item/>");

        List<CatalogRow> rows = await CatalogText.ReadAsync(feed, "feed.xml", new() { MaxRowBytes = 1024 });

        Assert.Contains("no 'title' or 'description', only id", rows[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal((2L, true), (rows[1].Line, rows[1].Error!.Message.Contains("longer than 1,024 bytes", StringComparison.Ordinal)));
        Assert.Equal("Lamp", rows[2].Profile!.Title);
        Assert.NotNull(rows[3].Error);
    }

    [Theory]
    [InlineData("<item a=\"", "x", "tag or text")]
    [InlineData("<item><title>", "x", "tag or text")]
    [InlineData("", "<n{0}/>", "different names")]
    public async Task A_feed_that_a_parser_would_hold_in_memory_is_refused(string head, string repeated, string message)
    {
        var text = new StringBuilder("<rss><channel>").Append(head);
        for (int i = 0; i < 120_000; i++)
        {
            text.Append(repeated.Replace("{0}", i.ToString(), StringComparison.Ordinal));
        }

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => CatalogText.ReadAsync(text.ToString(), "feed.xml", new() { MaxRowBytes = 1024 }));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static string Rss(string items) =>
        $"<rss xmlns:g=\"http://base.google.com/ns/1.0\" version=\"2.0\"><channel><title>Shop</title>{items}</channel></rss>";
}

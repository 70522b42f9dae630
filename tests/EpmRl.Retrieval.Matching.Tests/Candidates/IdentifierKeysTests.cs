using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests;

public sealed class IdentifierKeysTests
{
    [Theory]
    [InlineData("Sony WH-1000XM3 headphones", "WH1000XM3")]
    [InlineData("canon powershot sd1100is digital camera", "SD1100IS")]
    [InlineData("Belt 4515662", "4515662")]
    [InlineData("KX-TG6700B phone, KX-TG6700B", "KXTG6700B")]
    public void A_model_number_is_read_from_the_title(string title, string key) =>
        Assert.Equal([key], Models(new ProductProfile { Id = "1", Title = title }));

    [Theory]
    [InlineData("phone 128GB 1080p 5400rpm 1920x1080")]
    [InlineData("switch 24-port 10000mAh 500ml")]
    [InlineData("size 42 of 2007, mp3 and 12345")]
    public void Quantities_and_short_codes_are_no_model_numbers(string title) =>
        Assert.Empty(Models(new ProductProfile { Id = "1", Title = title }));

    [Theory]
    [InlineData("4006381333931")]
    [InlineData("04006381333931")]
    [InlineData("4006381-333931")]
    public void A_column_gives_a_gtin_of_fourteen_digits(string ean) => Assert.Equal(
        [new IdentifierKey(CandidateSources.Gtin, "04006381333931")],
        IdentifierKeys.Shipped.Of(new ProductProfile { Id = "1", Title = "pen", Extra = Column("ean", ean) }));

    [Theory]
    [InlineData("4006381333930")] // check digit
    [InlineData("0000000000000")] // placeholder
    [InlineData("2012345678900")] // a shop's own range
    public void A_number_that_identifies_nothing_is_no_gtin(string ean) => Assert.Empty(
        IdentifierKeys.Shipped.Of(new ProductProfile { Id = "1", Title = "pen", Extra = Column("ean", ean) }));

    [Fact]
    public void A_gtin_in_the_text_is_the_same_as_one_in_a_column_and_as_its_isbn()
    {
        var text = new ProductProfile { Id = "1", Title = "The book (9780306406157)" };
        var column = new ProductProfile { Id = "2", Title = "The book", Extra = Column("isbn", "0-306-40615-2") };

        Assert.Equal(IdentifierKeys.Shipped.Of(column), IdentifierKeys.Shipped.Of(text));
    }

    [Fact]
    public void A_column_and_a_title_give_one_key_for_two_spellings_of_a_model_number()
    {
        var listing = new ProductProfile { Id = "1", Title = "Camera DSCW55B", Extra = Column("modelno", "DSC-W55/B") };

        Assert.Equal(["DSCW55B"], Models(listing));
    }

    private static IEnumerable<string> Models(ProductProfile listing) =>
        IdentifierKeys.Shipped.Of(listing).Where(key => key.Source == CandidateSources.Model).Select(key => key.Text);

    private static Dictionary<string, JsonElement> Column(string name, string text) =>
        new(StringComparer.Ordinal) { [name] = JsonSerializer.SerializeToElement(text) };
}

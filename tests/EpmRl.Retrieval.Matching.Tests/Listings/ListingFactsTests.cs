using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Listings;

public sealed class ListingFactsTests
{
    [Theory]
    [InlineData("38.99", 38.99)]
    [InlineData("$1,299.00", 1299)]
    [InlineData("12,50 €", 12.5)]
    [InlineData("1.299", 1299)]
    [InlineData("1.299,00 EUR", 1299)]
    [InlineData("1299", 1299)]
    [InlineData("0.5", 0.5)]
    public void A_price_is_read_in_its_usual_spellings(string text, double expected) =>
        Assert.Equal((decimal)expected, ListingFacts.PriceOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("on request")]
    [InlineData("0")]
    public void No_price_is_read_where_there_is_none(string text) => Assert.Null(ListingFacts.PriceOf(text));

    [Theory]
    [InlineData("brand")]
    [InlineData("Manufacturer")]
    [InlineData("MAKER")]
    public void The_brand_is_found_by_the_usual_names_of_its_column(string column)
    {
        var listing = new ProductProfile
        {
            Id = "1",
            Title = "Desk lamp",
            Extra = new Dictionary<string, JsonElement> { [column] = JsonSerializer.SerializeToElement("Lumenar") },
        };

        ListingFacts facts = ListingFacts.Of(listing);

        Assert.Equal(("Lumenar", column), (facts.Brand, facts.Columns.Brand));
    }

    [Fact]
    public async Task A_table_with_a_name_for_a_title_is_read()
    {
        using var stream = new MemoryStream("id,name,price\n7,desk lamp,12\n"u8.ToArray());
        await using var reader = new ProductReader(stream, "lamps.csv");

        ListingTable table = await ListingTable.ReadAsync(reader, error => Assert.Fail(error.Message));

        Assert.True(table.TryFind("7", out int position));
        Assert.Equal("desk lamp", table.Listings[position].Title);
    }
}

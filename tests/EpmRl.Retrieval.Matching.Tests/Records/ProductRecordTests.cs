using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.Records;

public sealed class ProductRecordTests
{
    private static readonly ProductProfile[] Listings =
    [
        Listing("1", "Norvik X200 lamp", ("brand", "Norvik"), ("price", "30"), ("currency", "EUR"),
            ("gtin", "4006381333931"), ("color", "red")),
        Listing("2", "NEW!!! Norvik X200 desk lamp", ("brand", "NORVIK"), ("price", "20"), ("currency", "EUR"),
            ("gtin", "04006381333931"), ("color", "blue")),
        Listing("3", "Norvik X200 desk lamp", ("brand", "Norvex"), ("price", "25"), ("currency", "EUR"),
            ("modelno", "X-200"), ("color", "Blue")),
        Listing("4", "Norvik desk lamp X200", ("price", "5"), ("currency", "USD"), ("modelno", "x200")),
    ];

    private static readonly ProductRecord Record = new ProductRecordBuilder().Build("p1", Listings);

    [Theory]
    [InlineData("title", "Norvik X200 desk lamp", "3", "Medoid")]
    [InlineData("brand", "Norvik", "1", "Majority")]
    [InlineData("model_number", "X-200", "3", "Majority")]
    [InlineData("gtin", "4006381333931", "1", "Majority")]
    [InlineData("price", "20", "2", "Lowest")]
    [InlineData("price_median", "25", "3", "Median")]
    [InlineData("currency", "EUR", "2", "Majority")]
    [InlineData("color", "blue", "2", "Majority")]
    public void Each_field_survives_by_its_rule_and_names_its_listing(string name, string value, string from, string rule)
    {
        RecordField field = Record.Fields.Single(field => field.Name == name);

        Assert.Equal((value, from, rule), (field.Value, field.From, field.Rule.ToString()));
    }

    [Fact]
    public void A_column_that_states_a_fixed_field_is_no_attribute_as_well() =>
        Assert.Equal(["color"], Record.Fields.Where(field => field.IsAttribute).Select(field => field.Name));

    [Fact]
    public void On_a_tie_the_oldest_listing_decides()
    {
        ProductRecord tied = new ProductRecordBuilder().Build("p1", [Listings[2], Listings[0]]);

        Assert.Equal("Norvex", tied.Fields.Single(field => field.Name == "brand").Value);
    }

    [Fact]
    public void A_field_that_no_listing_states_is_left_out() =>
        Assert.DoesNotContain(Record.Fields, field => field.Name is "description" or "category");

    [Fact]
    public async Task A_record_is_written_as_a_line_with_the_source_of_each_value()
    {
        ClusterRun run = await IncrementalClusters.RunAsync(
            ClusterInput.Of(Listings[..1], new DecisionBook()), ClusterState.Empty, new ClusterOptions(),
            (_, _) => Task.FromResult<IReadOnlyList<ScoredPair>>([]));
        using var stream = new MemoryStream();

        Assert.Equal(1, ProductRecordFile.Write(stream, run, Listings[..1], 0));

        using JsonDocument line = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("p1", line.RootElement.GetProperty("product").GetString());
        Assert.Equal("""{"value":"Norvik","from":"1","rule":"majority","agree":1,"stated":1}""",
            line.RootElement.GetProperty("fields").GetProperty("brand").GetRawText());
        Assert.Equal("red", line.RootElement.GetProperty("attributes").GetProperty("color").GetProperty("value").GetString());
    }

    private static ProductProfile Listing(string id, string title, params (string Name, string Value)[] columns) => new()
    {
        Id = id,
        Title = title,
        Extra = columns.ToDictionary(column => column.Name, column => JsonSerializer.SerializeToElement(column.Value)),
    };
}

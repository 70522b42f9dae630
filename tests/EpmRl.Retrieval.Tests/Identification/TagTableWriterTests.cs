using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace EpmRl.Retrieval.Tests.Identification;

public sealed class TagTableWriterTests
{
    private static readonly ProductProfile Listing =
        new() { Id = "lap-1", Title = "NORVIK 16GB", Description = "16 GB RAM", Category = "Laptops" };

    [Fact]
    public async Task The_columns_are_those_that_the_documentation_names()
    {
        await using ParquetReader table = await WriteAsync(Result());

        string documented = File.ReadAllText(TestKit.TestPaths.InProject("docs", "cli.md"));
        foreach (Field field in table.Schema.Fields)
        {
            Assert.Contains($"| `{field.Name}` |", documented, StringComparison.Ordinal);
        }

        Assert.Equal(
            "listing_id category category_id category_predicted attribute_id attribute status value_rank value_id value_label value_open "
                + "score probability threshold margin " +
            "evidence reason truncated taxonomy_version space quantity_number quantity_min quantity_max quantity_unit category_probability "
                + "row group options column conflict",
            string.Join(' ', table.Schema.Fields.Select(field => field.Name)));
    }

    [Fact]
    public async Task Each_value_has_a_row_and_an_attribute_without_one_has_a_row_of_nulls()
    {
        await using ParquetReader table = await WriteAsync(Result(
            Answer("memory", AnswerStatus.Value, Value("16-gb", "16 GB"), Value(null, "17 GB")),
            Answer("color", AnswerStatus.NoValue)));

        Assert.Equal(["memory", "memory", "color"], await TextsAsync(table, "attribute_id"));
        Assert.Equal(["value", "value", "no_value"], await TextsAsync(table, "status"));
        Assert.Equal(["16-gb", null, null], await TextsAsync(table, "value_id"));
        Assert.Equal(["16 GB", "17 GB", null], await TextsAsync(table, "value_label"));
        Assert.Equal([1, 2, null], await NumbersAsync<int>(table, "value_rank"));
        Assert.Equal([false, true, null], await NumbersAsync<bool>(table, "value_open"));
        Assert.Equal([0.123457, 0.123457, null], await NumbersAsync<double>(table, "score"));
    }

    [Fact]
    public async Task The_column_that_a_value_was_read_from_and_what_the_text_says_against_it_have_columns()
    {
        await using ParquetReader table = await WriteAsync(Result(
            Answer(
                "color", AnswerStatus.Value, Value("red", "Red", new Evidence(ProfileField.Column, 0, 3, "Red") { Column = "Colour" })) with
            {
                Conflict = [Value("black", "Black"), Value("blue", "Blue")],
            },
            Answer("memory", AnswerStatus.NoValue)));

        Assert.Equal(["Colour", null], await TextsAsync(table, "column"));
        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        using var conflict = (RawColumnData<ReadOnlyMemory<char>>)await group.ReadRawColumnDataBaseAsync(
            ((ListField)table.Schema.Fields.Single(field => field.Name == "conflict")).Item as DataField
                ?? throw new InvalidOperationException(),
            default);
        Assert.Equal(["Black", "Blue"], conflict.Values[..2].ToArray().Select(text => text.ToString()));
        Assert.Equal([0, 1, 0], conflict.RepetitionLevels.ToArray());
    }

    [Fact]
    public async Task A_listing_without_a_known_category_has_one_row()
    {
        await using ParquetReader table = await WriteAsync(Result() with { Category = new CategoryAnswer(null, null, true, []) });

        Assert.Equal(["lap-1"], await TextsAsync(table, "listing_id"));
        Assert.Equal([null], await TextsAsync(table, "attribute_id"));
        Assert.Equal([null], await TextsAsync(table, "category"));
    }

    [Fact]
    public async Task Evidence_is_a_list_of_places_for_each_value()
    {
        await using ParquetReader table = await WriteAsync(Result(
            Answer("memory", AnswerStatus.Value, Value(
                "16-gb", "16 GB", new(ProfileField.Title, 7, 11, "16GB"), new(ProfileField.Description, 0, 5, "16 GB"))),
            Answer("color", AnswerStatus.NoValue),
            Answer("brand", AnswerStatus.Value, Value("norvik", "Norvik", new Evidence(ProfileField.Title, 0, 6, "NORVIK")))));

        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        DataField start = table.Schema.DataFields.Single(field => field.Name == "start");
        using var starts = (RawColumnData<int>)await group.ReadRawColumnDataBaseAsync(start, default);
        Assert.Equal([7, 0, 0], starts.Values[..3].ToArray());
        Assert.Equal([0, 1, 0, 0], starts.RepetitionLevels.ToArray());
        Assert.Equal([3, 3, 1, 3], starts.DefinitionLevels.ToArray());
        using var texts = (RawColumnData<ReadOnlyMemory<char>>)await group.ReadRawColumnDataBaseAsync(
            table.Schema.DataFields.Single(field => field.Name == "text"), default);
        Assert.Equal(["16GB", "16 GB", "NORVIK"], texts.Values[..3].ToArray().Select(text => text.ToString()));
    }

    [Fact]
    public async Task Many_rows_make_several_row_groups_and_none_is_lost()
    {
        TagResult result = Result([.. Enumerable.Range(0, 1000).Select(i => Answer($"a{i}", AnswerStatus.NoValue))]);

        await using ParquetReader table = await WriteAsync([.. Enumerable.Repeat(result, 70)]);

        Assert.Equal(2, table.RowGroupCount);
        Assert.Equal(70_000, table.RowGroups.Sum(group => group.RowCount));
    }

    private static async Task<ParquetReader> WriteAsync(params TagResult[] results)
    {
        var file = new MemoryStream();
        await using TagTableWriter writer = await TagTableWriter.CreateAsync(file);
        foreach (TagResult result in results)
        {
            await writer.WriteAsync(result, Listing);
        }

        await writer.CompleteAsync();
        return await ParquetReader.CreateAsync(new MemoryStream(file.ToArray()));
    }

    private static TagResult Result(params AttributeAnswer[] answers) => new()
    {
        ListingId = "lap-1",
        Category = new CategoryAnswer("laptops", "Electronics > Laptops", false, []),
        Attributes = answers,
        TaxonomyVersion = "v1",
        Space = "s1",
        Truncated = false,
    };

    private static AttributeAnswer Answer(string id, AnswerStatus status, params ValueAnswer[] values) =>
        new()
        {
            AttributeId = id,
            Attribute = id.ToUpperInvariant(),
            Status = status,
            Values = values,
            Alternatives = [],
            Reason = "because",
        };

    private static ValueAnswer Value(string? id, string label, params Evidence[] evidence) =>
        new() { Id = id, Label = label, Score = 0.12345678, Probability = 0.9, Threshold = 0.5, Margin = 0.4, Evidence = evidence };

    private static async Task<IReadOnlyList<string?>> TextsAsync(ParquetReader table, string column)
    {
        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        var texts = new string?[group.RowCount];
        await group.ReadAsync(table.Schema.FindDataField(column), texts!);
        return texts;
    }

    private static async Task<IReadOnlyList<T?>> NumbersAsync<T>(ParquetReader table, string column)
        where T : struct
    {
        using ParquetRowGroupReader group = table.OpenRowGroupReader(0);
        var numbers = new T?[group.RowCount];
        await group.ReadAsync<T>(table.Schema.FindDataField(column), numbers.AsMemory());
        return numbers;
    }
}

using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Identification.Columns;

public sealed class CategoryColumnsTests
{
    [Fact]
    public void A_row_whose_columns_name_no_attribute_keeps_the_answers_of_its_text()
    {
        Category laptops = ColumnCases.Sample.Categories.First(category => category.Id == "laptops");
        AttributeAnswer[] answers = [];

        Assert.Same(answers, ColumnCases.ColumnsOf(laptops).Join(
            Row("""{"price":"19","color code":"red","Weight (gross)":"3 kg","W":"60"}"""), answers));
    }

    [Fact]
    public void A_column_that_agrees_with_the_text_comes_first_and_adds_its_evidence()
    {
        AttributeAnswer answer = Color("""{"Colour":"Black"}""");

        Assert.Equal(AnswerStatus.Value, answer.Status);
        Assert.Empty(answer.Conflict);
        ValueAnswer value = Assert.Single(answer.Values);
        Assert.Equal(
            [new Evidence(ProfileField.Column, 0, 5, "Black") { Column = "Colour" }, new Evidence(ProfileField.Title, 7, 12, "black")],
            value.Evidence);
        Assert.Equal("column 'Colour' says 'Black'", answer.Reason);
    }

    [Fact]
    public void A_column_that_contradicts_the_text_decides_and_the_text_is_kept_as_a_conflict()
    {
        AttributeAnswer answer = Color("""{"Colour":"Red"}""");

        Assert.Equal((AnswerStatus.Value, "Red"), (answer.Status, Assert.Single(answer.Values).Label));
        ValueAnswer conflict = Assert.Single(answer.Conflict);
        Assert.Equal(("Black", "black"), (conflict.Label, Assert.Single(conflict.Evidence).Text));
        Assert.DoesNotContain(answer.Alternatives, value => value.Label == "Black");
        Assert.Equal("column 'Colour' says 'Red'; the text says 'Black'", answer.Reason);
        Assert.True(answer.Values[0].Probability <= 0.9);
    }

    [Fact]
    public void A_column_that_says_no_value_leaves_the_answer_to_a_person()
    {
        AttributeAnswer answer = Color("""{"Colour":"Sunset\nGlow"}""");

        Assert.Equal((AnswerStatus.NeedsReview, "Black"), (answer.Status, Assert.Single(answer.Values).Label));
        Assert.True(answer.Values[0].Probability <= 0.5);
        Assert.Equal("column 'Colour' says 'Sunset Glow', which is no value of Color", answer.Reason);
    }

    [Fact]
    public void An_option_that_says_no_value_does_not_take_one_from_the_text_that_the_variants_share()
    {
        ProductProfile row = Row("{}", "Norvik laptop in black or red") with { GroupId = "g", Options = [new("Color", "Sunset Glow")] };

        AttributeAnswer answer = ColumnCases.Answer(row, "laptops", "color");

        Assert.Equal(AnswerStatus.NeedsReview, answer.Status);
        Assert.Empty(answer.Values);
        Assert.Contains(answer.Alternatives, value => value.Label == "Black");
        Assert.Equal("option 'Color' says 'Sunset Glow', which is no value of Color", answer.Reason);
    }

    [Fact]
    public void A_number_without_a_unit_yields_to_a_text_that_is_sure_of_another()
    {
        AttributeAnswer answer = ColumnCases.Answer(Row("""{"weight":"2.5"}""", "Norvik laptop, weight 1.4 kg"), "laptops", "weight");

        Assert.Equal((AnswerStatus.NeedsReview, "2.50 kg", "1.40 kg"), (answer.Status, answer.Values[0].Label, answer.Conflict[0].Label));
        Assert.Equal(2.5, answer.Values[0].Quantity!.Number);
    }

    [Theory]
    [InlineData("""{"model":"ProLite 14"}""", "model-number")] // a model name is not a model number
    [InlineData("""{"display":"matte"}""", "screen-size")]
    [InlineData("""{"ref":"see label"}""", "model-number")]
    public void A_column_that_may_be_about_another_thing_is_left_alone_where_it_does_not_fit(string columns, string attribute) =>
        Assert.Equal(AnswerStatus.NoValue, ColumnCases.Answer(Row(columns, "Norvik laptop"), "laptops", attribute).Status);

    [Theory]
    [InlineData("nicht schwarz")]
    [InlineData("not black")]
    [InlineData("no black")]
    public void A_cell_that_denies_a_value_does_not_say_it(string cell) =>
        Assert.Equal(
            AnswerStatus.NeedsReview,
            ColumnCases.Answer(Row(JsonSerializer.Serialize(new { Color = cell }), "Norvik laptop"), "laptops", "color").Status);

    [Theory]
    [InlineData("""{"Memory":{"value":16}}""")]
    [InlineData("""{"Memory":[{"value":16}]}""")]
    [InlineData("""{"Memory":null}""")]
    [InlineData("""{"Memory":[]}""")]
    public void A_column_that_is_no_text_is_none(string columns) =>
        Assert.Equal(AnswerStatus.NoValue, ColumnCases.Answer(Row(columns, "Norvik laptop"), "laptops", "memory").Status);

    [Fact]
    public void A_cell_that_is_prose_is_none()
    {
        string prose = new('x', 600);

        Assert.Equal(
            AnswerStatus.NoValue, ColumnCases.Answer(Row($$"""{"Color":"black {{prose}}"}""", "Norvik laptop"), "laptops", "color").Status);
    }

    [Fact]
    public void Hostile_cells_of_every_attribute_break_nothing_and_their_evidence_is_where_it_says()
    {
        var random = new Random(20261130);
        Category all = new() { Id = "all", Name = "All", Path = "All", Attributes = ColumnCases.Sample.Attributes };
        for (int round = 0; round < 15; round++)
        {
            Dictionary<string, string> cells =
                all.Attributes.ToDictionary(attribute => attribute.Id, attribute => Hostile(random, attribute));
            ProductProfile row = Row(JsonSerializer.Serialize(cells), "Norvik laptop") with
            {
                Options = [.. all.Attributes.Take(5).Select(attribute => new ProductOption(attribute.Id, Hostile(random, attribute)))],
            };
            foreach (AttributeAnswer answer in ColumnCases.AnswerAll(row, all))
            {
                AttributeDefinition attribute = all.Attributes.Single(one => one.Id == answer.AttributeId);
                Assert.InRange(answer.Values.Count, 0, attribute.MaxValues);
                foreach (ValueAnswer value in answer.Values.Concat(answer.Alternatives).Concat(answer.Conflict))
                {
                    Assert.All(value.Evidence, evidence =>
                        Assert.True(ColumnCases.IsRight(evidence, row), $"round {round}, {answer.Attribute}: {evidence}"));
                    Assert.InRange(value.Probability, 0, 1);
                }
            }
        }
    }

    private static string Hostile(Random random, AttributeDefinition attribute)
    {
        string[] pieces =
        [
            "16 GB", "1.250", "1,5", "-", "n/a", "yes", "<b>", "&amp;", "; ", ", ", "\n", "\u202e", "👍🏽", "ß", "Ⅷ", "½", "4006381333931",
            "not ", "or ", "0", "x", "\"", "'", "(", "%", "١٢", "20.0 KILOGRAM", "http://a.example/",
        ];
        var text = new System.Text.StringBuilder();
        for (int count = random.Next(1, 7); count > 0; count--)
        {
            text.Append(random.Next(3) == 0 && attribute.Values.Count > 0
                ? attribute.Values[random.Next(attribute.Values.Count)].Label
                : pieces[random.Next(pieces.Length)]);
            text.Append(random.Next(2) == 0 ? " " : "");
        }

        return text.ToString();
    }

    private static AttributeAnswer Color(string columns) => ColumnCases.Answer(Row(columns, "Norvik black laptop"), "laptops", "color");

    private static ProductProfile Row(string columns, string title = "Norvik") => new()
    {
        Id = "1",
        Title = title,
        Extra =
            JsonDocument.Parse(columns).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value),
    };
}

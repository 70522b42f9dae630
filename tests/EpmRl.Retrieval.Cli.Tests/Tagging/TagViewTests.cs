using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Tests.Tagging;

public sealed class TagViewTests
{
    private static readonly ProductProfile Laptop = new()
    {
        Id = "a-1",
        Title = "Lenovo [new] ThinkPad 14\" 16GB",
        Description =
            "A long text that nobody needs to read in full, since what matters starts further on: the case is of black magnesium, " +
            "and that is all there is to say about this laptop for the time being.",
    };

    [Fact]
    public void Without_colours_evidence_is_in_brackets_and_control_codes_are_left_out()
    {
        string shown = Show(Laptop with { Title = Laptop.Title + "\u001b[31m" }, Result());

        Assert.DoesNotContain('\u001b', shown);
        Assert.Contains("[Lenovo] [new] ThinkPad [14]\" [16GB]", shown, StringComparison.Ordinal);
        Assert.Contains("Electronics > Laptops", shown, StringComparison.Ordinal);
        Assert.Contains("case is of [black] magnesium", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody needs", shown, StringComparison.Ordinal);
        Assert.Contains("no value: Width, Height", shown, StringComparison.Ordinal);
        Assert.Matches("Colour +Black +55 % +review “black” in the description; or Grey", shown);
        Assert.Matches("Memory +16 GB \\(not in the list\\) +98 % +“16GB”", shown);
        Assert.Matches("Weight +1.5 kg +97 %", shown);
    }

    [Fact]
    public void An_unclear_category_shows_its_candidates()
    {
        TagResult result = Result() with
        {
            Attributes = [],
            Category = new CategoryAnswer(null, null, true,
            [
                new CategoryCandidate("a", "Laptops", 0.41) { Probability = 0.3 },
                new CategoryCandidate("b", "Tablets", 0.405) { Probability = 0.12 },
            ]),
        };

        Assert.Contains("category unclear Laptops 30 % · Tablets 12 %", Show(Laptop, result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abcdef", "0-2,1-3,5-6", "[abc]de[f]")]
    [InlineData("abcdef", "", "abcdef")]
    [InlineData("abcdef", "-1-2,4-9,3-3", "abcdef")]
    public void Places_may_overlap_touch_or_be_wrong(string text, string places, string expected)
    {
        (int, int)[] pairs = [.. places.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => (int.Parse(pair[..pair.LastIndexOf('-')]), int.Parse(pair[(pair.LastIndexOf('-') + 1)..])))];

        string markup = MarkedText.Whole(text, pairs, "bold", colours: false);

        Assert.Equal(expected, Markup.Remove(markup));
    }

    private static ProductTaxonomy Taxonomy { get; } = new("t", "1", [],
    [
        new AttributeDefinition
        {
            Id = "memory",
            Name = "Memory",
            Quantity = new QuantityFormat { Unit = "GB" },
            Values = [new TaxonomyValue { Id = "8-gb", Label = "8 GB" }],
        },
        new AttributeDefinition { Id = "weight", Name = "Weight", Quantity = new QuantityFormat { Unit = "kg" } },
    ]);

    private static string Show(ProductProfile profile, TagResult result)
    {
        using var output = new MemoryStream();
        var terminal = new Terminal(() => Stream.Null, output, Stream.Null, false, false, _ => null);
        new TagView(terminal.People, Taxonomy).Show(profile, result);
        terminal.Out.Flush();
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    private static TagResult Result() => new()
    {
        ListingId = "a-1",
        Category = new CategoryAnswer("laptops", "Electronics > Laptops", false, []),
        TaxonomyVersion = "t",
        Space = "s",
        Truncated = false,
        Attributes =
        [
            Answer("Brand", AnswerStatus.Value, Value("lenovo", "Lenovo", 0.99, ProfileField.Title, "Lenovo")),
            Answer("Memory", AnswerStatus.Value, Value(null, "16 GB", 0.98, ProfileField.Title, "16GB")),
            Answer("Width", AnswerStatus.NoValue),
            Answer("Weight", AnswerStatus.Value, Value(null, "1.5", 0.97, ProfileField.Title, "14")),
            Answer("Colour", AnswerStatus.NeedsReview, Value("black", "Black", 0.55, ProfileField.Description, "black")) with
            {
                Alternatives = [Value("grey", "Grey", 0.2, ProfileField.Title, "14")],
            },
            Answer("Height", AnswerStatus.NoValue),
        ],
    };

    private static AttributeAnswer Answer(string name, AnswerStatus status, params ValueAnswer[] values) => new()
    {
        AttributeId = name.ToLowerInvariant(),
        Attribute = name,
        Status = status,
        Values = values,
        Alternatives = [],
        Reason = "because",
    };

    private static ValueAnswer Value(string? id, string label, double probability, ProfileField field, string text)
    {
        int start = (field == ProfileField.Title ? Laptop.Title : Laptop.Description).IndexOf(text, StringComparison.Ordinal);
        return new ValueAnswer
        {
            Id = id,
            Label = label,
            Score = probability,
            Probability = probability,
            Threshold = 0.5,
            Margin = 0.1,
            Evidence = [new Evidence(field, start, start + text.Length, text)],
        };
    }
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Identification;

public sealed class AttributeIdentifierTests : IDisposable
{
    private static readonly AttributeDefinition Color = new()
    {
        Id = "color", Name = "Color", RoleWords = ["color"], MixedValue = "mixed", MaxValues = 2,
        Values = SmallTaxonomy.Values("Black", "White", "Red", "Mixed"),
    };

    private static readonly AttributeDefinition Use = new()
    {
        Id = "use", Name = "Use", Required = true,
        Values =
        [
            new TaxonomyValue { Id = "kitchen", Label = "Kitchen", Description = "pans, pots, knives and other things to cook with" },
            new TaxonomyValue { Id = "office", Label = "Office", Description = "desks, staplers, paper and pens" },
        ],
    };

    private static readonly AttributeDefinition Weight = new()
    {
        Id = "weight", Name = "Weight", Kind = AttributeKind.Measurement, Open = true,
        Quantity = new QuantityFormat { Unit = "g", Decimals = 0 },
    };

    private static readonly AttributeDefinition Upc = new()
    {
        Id = "upc", Name = "UPC", Kind = AttributeKind.Identifier, Open = true, RoleWords = ["upc"],
        Identifier = new IdentifierFormat { Gtin = true },
    };

    private readonly ScratchFolder folder = new();
    private readonly HashingEncoder encoder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_mentioned_value_is_answered_with_its_place_in_the_original_text()
    {
        AttributeAnswer answer = await AskAsync("color", "Stapler – color: BLACK, 450 g");
        Assert.Equal(AnswerStatus.Value, answer.Status);
        ValueAnswer value = Assert.Single(answer.Values);
        Assert.Equal(("black", "Black"), (value.Id, value.Label));
        Evidence evidence = Assert.Single(value.Evidence);
        Assert.Equal("BLACK", "Stapler – color: BLACK, 450 g"[evidence.Start..evidence.End]);
        Assert.True(value.Score > value.Threshold && value.Margin > 0);
        Assert.InRange(value.Probability, 0.5, 1);
        Assert.Contains("color", answer.Reason);
    }

    [Fact]
    public async Task Nothing_mentioned_is_no_value_with_a_reason()
    {
        AttributeAnswer answer = await AskAsync("color", "Stapler for 20 sheets");
        Assert.Equal(AnswerStatus.NoValue, answer.Status);
        Assert.Empty(answer.Values);
        Assert.NotEmpty(answer.Reason);
    }

    [Fact]
    public async Task A_required_attribute_takes_the_value_whose_description_the_words_fit()
    {
        ValueAnswer value = Assert.Single((await AskAsync("use", "Cast iron pan, to cook on any stove")).Values);
        Assert.Equal("kitchen", value.Id);
        Assert.Empty(value.Evidence);
    }

    [Fact]
    public async Task Open_values_are_normalised_and_have_no_id()
    {
        ValueAnswer value = Assert.Single((await AskAsync("weight", "Coffee 16 oz")).Values);
        Assert.True(value.Open);
        Assert.Equal("454 g", value.Label);
        Assert.Equal(new ValueQuantity { Number = 454, Unit = "g" }, value.Quantity);
    }

    [Fact]
    public async Task Several_values_are_answered_up_to_the_maximum_and_many_are_a_mixture()
    {
        Assert.Equal(["Black", "White"], (await AskAsync("color", "Tee black white")).Values.Select(value => value.Label));
        Assert.Equal(["Mixed"], (await AskAsync("color", "Tees black, white and red")).Values.Select(value => value.Label));
    }

    [Fact]
    public async Task A_wrong_check_digit_needs_review()
    {
        Assert.Equal(AnswerStatus.Value, (await AskAsync("upc", "UPC 077914041641")).Status);
        AttributeAnswer wrong = await AskAsync("upc", "UPC 077914041642");
        Assert.Equal(AnswerStatus.NeedsReview, wrong.Status);
        Assert.Equal("077914041642", Assert.Single(wrong.Values).Label);
    }

    [Fact]
    public async Task The_dense_channel_answers_by_the_null_value_alone()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        var identifier = new AttributeIdentifier(index, encoder, new IdentificationOptions { Channels = IdentificationChannels.Dense });
        var profile = new ProductProfile { Id = "1", Title = "Things Color Black", Category = "things" };
        TagResult result = Assert.Single(await identifier.IdentifyAsync([profile]));
        AttributeScores scores = (await index.ScoreAsync(encoder.Encode(encoder.Space.Prompts.ForItem(profile)), "things", 20))
            .Single(attribute => attribute.AttributeId == "color");
        AttributeAnswer answer = result.Attributes.Single(attribute => attribute.AttributeId == "color");
        Assert.Equal(scores.Values[0].Score > scores.NullScore, answer.Status == AnswerStatus.Value);
        Assert.Equal(scores.Values[0].ValueId, (answer.Values.Count > 0 ? answer.Values : answer.Alternatives)[0].Id);
    }

    [Fact]
    public async Task A_fitted_threshold_replaces_the_built_in_one()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        var strict = new Calibration
        {
            Space = encoder.Space.Fingerprint,
            Attributes = new Dictionary<string, CalibrationCurve> { ["color"] = new(10, -5, 0.98, 0.99, 100) },
            Kinds = new Dictionary<AttributeKind, CalibrationCurve>(),
        };
        var identifier = new AttributeIdentifier(index, encoder, new IdentificationOptions { Calibration = strict });
        TagResult result =
            Assert.Single(await identifier.IdentifyAsync([new ProductProfile { Id = "1", Title = "black tee", Category = "things" }]));
        Assert.Equal(AnswerStatus.NoValue, result.Attributes.Single(answer => answer.AttributeId == "color").Status);
    }

    [Fact]
    public async Task Another_space_is_refused_naming_both()
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        using var other = new HashingEncoder(precision: "int8");
        var refusal = Assert.Throws<SpaceMismatchException>(() => new AttributeIdentifier(index, other));
        Assert.Contains(encoder.Space.Fingerprint, refusal.Message);
        Assert.Contains(other.Space.Fingerprint, refusal.Message);
        var calibration = new Calibration
        {
            Space = "elsewhere",
            Attributes = new Dictionary<string, CalibrationCurve>(),
            Kinds = new Dictionary<AttributeKind, CalibrationCurve>(),
        };
        Assert.Throws<SpaceMismatchException>(
            () => new AttributeIdentifier(index, encoder, new IdentificationOptions { Calibration = calibration }));
    }

    private async Task<EmbeddedVectorIndex> IndexAsync()
    {
        await new IndexBuilder(folder["index"]).BuildAsync(SmallTaxonomy.Of(Color, Use, Weight, Upc), encoder);
        return EmbeddedVectorIndex.Open(folder["index"]);
    }

    private async Task<AttributeAnswer> AskAsync(string attribute, string title)
    {
        using EmbeddedVectorIndex index = await IndexAsync();
        var identifier = new AttributeIdentifier(index, encoder);
        TagResult result =
            Assert.Single(await identifier.IdentifyAsync([new ProductProfile { Id = "1", Title = title, Category = "Things" }]));
        return result.Attributes.Single(answer => answer.AttributeId == attribute);
    }
}

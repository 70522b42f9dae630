using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Identification;

/// <summary>What a reader's judgement of a place does to the score of the rule.</summary>
public sealed class MentionScoreTests
{
    private static readonly AttributeDefinition Color = new() { Id = "color", Name = "Color" };
    private static readonly AttributeDefinition Brand = new() { Id = "brand", Name = "Brand", Open = true };
    private static readonly AttributeDefinition Width = new() { Id = "width", Name = "Width", Kind = AttributeKind.Measurement };

    [Fact]
    public void A_place_that_surely_does_not_state_the_value_loses_its_answer()
    {
        Assert.InRange(Score(Color, FormCue.Exact, null), MentionScore.Answerable, 1);
        Assert.InRange(Score(Color, FormCue.Exact, 0.001), 0, MentionScore.Answerable);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void A_judgement_in_doubt_or_in_favour_changes_nothing(double stated) =>
        Assert.Equal(Score(Color, FormCue.Exact, null), Score(Color, FormCue.Exact, stated));

    [Fact]
    public void A_less_probable_place_has_a_lower_score() =>
        Assert.True(Score(Color, FormCue.Exact, 0.01) < Score(Color, FormCue.Exact, 0.03));

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.95, true)]
    public void An_open_name_is_answered_where_a_reader_is_sure_of_it(double stated, bool answered) =>
        Assert.Equal(answered, Score(Brand, FormCue.Plain, stated) >= MentionScore.Answerable);

    [Fact]
    public void An_open_name_never_outscores_a_listed_one() =>
        Assert.True(Score(Brand, FormCue.Plain, 0.9999) < Score(Brand, FormCue.Exact, null));

    [Fact]
    public void Quantities_are_left_to_the_rule() =>
        Assert.Equal(Score(Width, FormCue.Exact, null), Score(Width, FormCue.Exact, 0.001));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Log_odds_are_finite(double probability) => Assert.InRange(MentionScore.LogOdds(probability), -5, 5);

    private static double Score(AttributeDefinition attribute, FormCue form, double? stated) => MentionScore.Of(
        new Mention
        {
            ValueId = form == FormCue.Plain ? null : "v",
            Label = "Vivid",
            Field = ProfileField.Title,
            Start = 0,
            End = 5,
            Cues = new MentionCues { Form = form, Length = 5, Stated = stated },
        },
        attribute);
}

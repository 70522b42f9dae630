namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class MatchRewardTests
{
    [Theory]
    [InlineData(MatchVerdict.Same, MatchVerdict.Same, 1)]
    [InlineData(MatchVerdict.Variant, MatchVerdict.Different, 0.7)]
    [InlineData(MatchVerdict.Unsure, MatchVerdict.Same, 0.5)]
    [InlineData(MatchVerdict.Same, MatchVerdict.Variant, 0)]
    [InlineData(MatchVerdict.Different, MatchVerdict.Same, 0)]
    public void A_verdict_is_worth_what_its_truth_says(MatchVerdict verdict, MatchVerdict truth, double worth) =>
        Assert.Equal(worth, MatchReward.Label(verdict, truth));

    [Fact]
    public void The_expected_worth_weighs_the_verdicts_by_their_probabilities() =>
        Assert.Equal(0.6 + (0.3 * 0.7), MatchReward.ExpectedLabel(new VerdictProbabilities(0.1, 0.6, 0.3), MatchVerdict.Variant), 9);

    [Fact]
    public void Calibration_is_best_at_the_truth() =>
        Assert.Equal([1, 0.75, 0], ((double[])[1, 0.5, 0]).Select(p => MatchReward.Calibration(p, MatchVerdict.Same)));

    [Fact]
    public void Invented_quotes_lower_the_reward_of_reasons_and_empty_ones_earn_nothing()
    {
        ShownListing a = SmallListings.Shown("Kestrel KX-210"), b = SmallListings.Shown("Kestrel drill");
        CheckedClaim[] Checked(params AspectClaim[] claims) => [.. AnswerCheck.Of(new Answer(claims, MatchVerdict.Same, 0), a, b)];

        CheckedClaim[] half = Checked(
            new("brand", "Kestrel", "Kestrel", AspectRelation.Same), new("color", "red", "blue", AspectRelation.Conflict));

        Assert.Equal((0.5, 0), (MatchReward.Quotes(half), MatchReward.Reasons(half)));
        Assert.Equal((1, 1), (MatchReward.Quotes(half[..1]), MatchReward.Reasons(half[..1])));
        Assert.Equal((0, 0), (MatchReward.Quotes([]), MatchReward.Reasons([])));
    }

    [Theory]
    [InlineData("brand", AspectRelation.Conflict, MatchVerdict.Different, 1)]
    [InlineData("brand", AspectRelation.Conflict, MatchVerdict.Variant, 0)]
    [InlineData("color", AspectRelation.Conflict, MatchVerdict.Variant, 1)]
    [InlineData("color", AspectRelation.Conflict, MatchVerdict.Same, 0)]
    [InlineData("color", AspectRelation.Same, MatchVerdict.Same, 1)]
    [InlineData("color", AspectRelation.Same, MatchVerdict.Different, 0)]
    [InlineData("bundle", AspectRelation.OneSided, MatchVerdict.Different, 1)]
    public void A_verdict_follows_from_its_relations_or_not(string aspect, AspectRelation relation, MatchVerdict verdict, double worth) =>
        Assert.Equal(worth, MatchReward.Consistency(new Answer([new(aspect, "x", "y", relation)], verdict, 0), MatchPrompt.Shipped.Roles));

    [Fact]
    public void Length_costs_from_its_free_part_to_its_limit() =>
        Assert.Equal([1, 1, 0.5, 0, 0], ((int[])[1, 100, 150, 200, 300]).Select(tokens => MatchReward.Length(tokens, 100, 200)));
}

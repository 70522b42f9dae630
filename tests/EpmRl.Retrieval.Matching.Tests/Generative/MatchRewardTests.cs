namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class MatchRewardTests
{
    [Theory]
    [InlineData(MatchVerdict.Same, MatchVerdict.Same, 1)]
    [InlineData(MatchVerdict.Variant, MatchVerdict.Different, 0.7)]
    [InlineData(MatchVerdict.Same, MatchVerdict.Variant, 0)]
    [InlineData(MatchVerdict.Different, MatchVerdict.Same, 0)]
    public void A_verdict_is_worth_what_its_truth_says(MatchVerdict verdict, MatchVerdict truth, double worth) =>
        Assert.Equal(worth, MatchReward.Label(verdict, truth, 0.7));

    [Fact]
    public void Calibration_is_best_at_the_truth() =>
        Assert.Equal([1, 0.75, 0], ((double[])[1, 0.5, 0]).Select(p => MatchReward.Calibration(p, MatchVerdict.Same)));

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

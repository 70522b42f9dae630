using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Identification;

public sealed class JointDecisionTests
{
    [Fact]
    public void A_number_goes_to_the_attribute_that_is_surer_of_it_and_the_other_takes_its_next()
    {
        // "24 x 30": both would have the 24.
        AttributeRanking width = Quantity("width", ("24", 0.8, 6), ("30", 0.15, 11));
        AttributeRanking depth = Quantity("depth", ("24", 0.5, 6), ("30", 0.45, 11));

        JointDecision.Apply([width, depth], exclusion: 1);

        Assert.Equal("24", width.Candidates[0].Label);
        Assert.Equal("30", depth.Candidates[0].Label);
    }

    [Fact]
    public void Two_attributes_get_the_exact_marginals_of_their_joint_distribution()
    {
        const double Exclusion = 0.7;
        AttributeRanking width = Quantity("width", ("24", 0.6, 6), ("30", 0.3, 11));
        AttributeRanking depth = Quantity("depth", ("24", 0.5, 6), ("30", 0.2, 11));
        double[] w = [0.6, 0.3, 0.1]; // 24, 30, none
        double[] d = [0.5, 0.2, 0.3];
        double total = 0;
        double wide24 = 0;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double joint = w[i] * d[j] * (i == j && i < 2 ? 1 - Exclusion : 1);
                total += joint;
                wide24 += i == 0 ? joint : 0;
            }
        }

        JointDecision.Apply([width, depth], Exclusion);

        Assert.Equal(wide24 / total, width.Candidates.Single(candidate => candidate.Label == "24").Score, 12);
    }

    [Fact]
    public void Without_a_model_a_clear_owner_keeps_its_score_and_of_two_equal_ones_neither_is_sure()
    {
        AttributeRanking weight = Quantity("weight", ("12", 0.9, 6));
        AttributeRanking load = Quantity("load", ("12", 0.15, 6));
        AttributeRanking width = Quantity("width", ("60", 0.6, 30));
        AttributeRanking depth = Quantity("depth", ("60", 0.6, 30));

        JointDecision.ApplyRule([weight, load, width, depth]);

        Assert.InRange(weight.Candidates[0].Score, 0.88, 0.9);
        Assert.InRange(load.Candidates[0].Score, 0, 0.02);
        Assert.InRange(width.Candidates[0].Score, 0, MentionScore.Answerable);
        Assert.Equal(width.Candidates[0].Score, depth.Candidates[0].Score);
    }

    [Fact]
    public void Equal_numbers_at_two_places_serve_two_attributes()
    {
        AttributeRanking width = Quantity("width", ("24", 0.8, 6));
        AttributeRanking depth = Quantity("depth", ("24", 0.7, 6));
        width.Candidates[0].Mentions.Add(MentionAt("24", 11));
        depth.Candidates[0].Mentions.Add(MentionAt("24", 11));

        JointDecision.Apply([width, depth], exclusion: 1);

        Assert.Equal(0.8, width.Candidates[0].Score);
        Assert.Equal(0.7, depth.Candidates[0].Score);
    }

    [Fact]
    public void Names_may_share_a_place_with_anything()
    {
        AttributeRanking brand = Quantity("brand", ("Apple", 0.9, 6));
        AttributeRanking maker = Quantity("maker", ("Apple", 0.9, 6));
        AttributeRanking[] names =
            [.. new[] { brand, maker }.Select(name => name with { Attribute = name.Attribute with { Kind = AttributeKind.Categorical } })];

        JointDecision.Apply(names, exclusion: 1);

        Assert.All(names, name => Assert.Equal(0.9, name.Candidates[0].Score));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Scores_stay_probabilities_in_order(double exclusion)
    {
        AttributeRanking[] sides = [.. Enumerable.Range(0, 4).Select(side => Quantity($"side {side}", ("24", 1, 6), ("30", 1e-9, 11)))];

        JointDecision.Apply(sides, exclusion);

        Assert.All(sides, side =>
        {
            Assert.All(side.Candidates, candidate => Assert.InRange(candidate.Score, 0, 1));
            Assert.Equal(side.Candidates.OrderByDescending(candidate => candidate.Score), side.Candidates);
        });
    }

    [Fact]
    public void Shared_places_are_counted_as_expected_and_as_right()
    {
        AttributeRanking width = Quantity("width", ("24", 0.8, 6), ("30", 0.1, 11));
        AttributeRanking depth = Quantity("depth", ("24", 0.5, 6));

        (double expected, int right) = JointDecision.Count([width, depth], (_, candidate) => candidate.Label == "24");

        Assert.Equal(0.4, expected, 12);
        Assert.Equal(1, right);
    }

    private static AttributeRanking Quantity(string name, params (string Label, double Score, int Start)[] candidates) => new(
        new AttributeDefinition { Id = name, Name = name, Kind = AttributeKind.Measurement, Open = true },
        [.. candidates.Select(given =>
        {
            var candidate = new Candidate(null, given.Label) { Score = given.Score };
            candidate.Mentions.Add(MentionAt(given.Label, given.Start));
            return candidate;
        })]);

    private static Mention MentionAt(string label, int start) => new()
    {
        ValueId = null, Label = label, Field = ProfileField.Title, Start = start, End = start + label.Length, Cues = new MentionCues(),
    };
}

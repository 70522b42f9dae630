using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class AdvantageKindsTests
{
    private static readonly RewardBreakdown Right = Of(1, 1), Unfounded = Of(1, 0), Wrong = Of(0, 0);
    private static readonly RewardBreakdown OutOfForm = new([], -0.5, "no verdict at the end", null);

    [Theory]
    [InlineData("Group")]
    [InlineData("GroupMean")]
    [InlineData("LeaveOneOut")]
    [InlineData("LeaveOneOutByPart")]
    public void A_better_answer_has_the_larger_advantage_and_equal_ones_teach_nothing(string kind)
    {
        var chosen = Enum.Parse<AdvantageKind>(kind);

        AdvantageBatch batch = AdvantageKinds.Of(
            chosen, [Right, Unfounded, Wrong, OutOfForm, Right, Right, Right, Right], 4, RewardOptions.Shipped);

        Assert.Equal(batch.Values.Take(4).OrderDescending(), batch.Values.Take(4));
        Assert.Equal(4, batch.Values.Take(4).Distinct().Count());
        Assert.All(batch.Values.Skip(4), advantage => Assert.Equal(0, advantage, 6));
        Assert.Equal([false, true], batch.IsMasked);
    }

    [Fact]
    public void By_part_the_labels_part_keeps_its_size_and_others_their_weight()
    {
        AdvantageBatch batch = AdvantageKinds.Of(AdvantageKind.LeaveOneOutByPart, [Right, Wrong], 2, RewardOptions.Shipped);

        // The label: 1 − 0. Spans: ±1 / (√½ + 1e-4) · 0.2, whatever the contribution's size was.
        double expected = 1 + (0.2 * RewardOptions.Shipped.WeightOf(RewardParts.Spans) / (0.2 * (Math.Sqrt(0.5) + 1e-4 / 0.2)));
        Assert.InRange(batch.Values[0], expected - 0.02, expected + 0.02);
        Assert.Equal(batch.Values[0], -batch.Values[1], 6);
    }

    private static RewardBreakdown Of(double label, double spans) => new(
        [
            new RewardPart(RewardParts.Label, label, 1, label, ""),
            new RewardPart(RewardParts.Spans, spans, 0.2, 0.2 * spans, ""),
        ],
        label + (0.2 * spans), null, null);
}

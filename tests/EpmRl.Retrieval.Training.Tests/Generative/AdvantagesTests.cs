using System.Text.Json;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Generative;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class AdvantagesTests
{
    [Fact]
    public void Normalised_advantages_equal_the_reference()
    {
        JsonElement golden = JsonDocument.Parse(
            File.ReadAllText(TestPaths.Shared("fixtures", "training", "gemma-tiny", "golden.json"))).RootElement.GetProperty("grpo");
        double[] rewards = Numbers(golden.GetProperty("rewards"));

        AssertClose(Numbers(golden.GetProperty("values").GetProperty("f64").GetProperty("advantages")),
            Advantages.Of(rewards, AdvantageRule.GroupNormalised), 1e-9);
        AssertClose(Numbers(golden.GetProperty("values").GetProperty("f32").GetProperty("advantages")),
            Advantages.Of(rewards, AdvantageRule.GroupNormalised), 1e-6);
    }

    [Fact]
    public void Each_rule_gives_the_advantages_computed_by_hand()
    {
        double[] rewards = [1, 0, 0.5, 0]; // mean 0.375, std 0.478714

        AssertClose([0.625, -0.375, 0.125, -0.375], Advantages.Of(rewards, AdvantageRule.GroupMean), 1e-12);
        AssertClose([5.0 / 6, -0.5, 1.0 / 6, -0.5], Advantages.Of(rewards, AdvantageRule.LeaveOneOut), 1e-12);
        AssertClose([1.3053, -0.7832, 0.2611, -0.7832], Advantages.Of(rewards, AdvantageRule.GroupNormalised), 1e-4);
    }

    [Fact]
    public void Unscaled_parts_sum_to_the_advantages_of_the_sum()
    {
        double[][] parts = [[1, 0.2, 0], [0, 0.4, 0], [0.5, -0.3, 0], [0, 0, 0]];
        var options = new AdvantageOptions();

        AdvantageBatch byPart = Advantages.ByPart(parts, 4, options);

        AssertClose(Advantages.Of([.. parts.Select(row => row.Sum())], AdvantageRule.LeaveOneOut), byPart.Values, 1e-6);
        Assert.Equal((1, false), (byPart.FlatParts, byPart.IsMasked[0]));
    }

    [Fact]
    public void Scaled_parts_keep_rewards_apart_that_their_sum_mixes_up()
    {
        // Two answers with the sum 1: one by the first part, one by the second, which varies less.
        double[][] parts = [[1, 0], [0, 1], [0, 0], [0, 0.9]];

        AdvantageBatch summed = Advantages.Of([.. parts.Select(row => row.Sum())], 4, new AdvantageOptions());
        AdvantageBatch scaled = Advantages.ByPart(parts, 4, new AdvantageOptions { ScalesParts = true });
        AdvantageBatch weighed = Advantages.ByPart(
            parts, 4, new AdvantageOptions { ScalesParts = true, Unscaled = new HashSet<int> { 0 }, PartWeights = [1, 0] });

        Assert.Equal(summed.Values[0], summed.Values[1], 6);
        Assert.NotEqual(scaled.Values[0], scaled.Values[1], 2);
        // Part 1: std 0.5, so 1 / 0.5001; part 2: mean 0.475, std 0.55.
        Assert.Equal((1 / 0.5001) + ((0 - (1.9 / 3)) / 0.5501), scaled.Values[0], 4);
        AssertClose([1, -1.0 / 3, -1.0 / 3, -1.0 / 3], weighed.Values, 1e-6);
    }

    [Fact]
    public void Groups_without_variance_are_masked_and_earn_nothing()
    {
        AdvantageBatch batch = Advantages.Of([1, 1, 0, 1], 2, new AdvantageOptions { Rule = AdvantageRule.GroupNormalised });

        Assert.Equal([true, false], batch.IsMasked);
        Assert.Equal((0f, 0f), (batch.Values[0], batch.Values[1]));
        Assert.Equal(0.5, batch.ShareMasked);
        Assert.True(batch.Values[2] < 0 && batch.Values[3] > 0);
    }

    [Fact]
    public void A_batch_is_scaled_by_the_deviation_of_the_answers_that_teach()
    {
        AdvantageBatch batch = Advantages.Of([1, 0, 3, 0, 7, 7], 2, new AdvantageOptions { ScalesBatch = true });

        // ±1, ±3: std with n − 1 = sqrt(20 / 3)
        double deviation = Math.Sqrt(20.0 / 3) + Advantages.Epsilon;
        AssertClose([1 / deviation, -1 / deviation, 3 / deviation, -3 / deviation, 0, 0], batch.Values, 1e-6);
    }

    [Fact]
    public void Wrong_sizes_and_rewards_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Advantages.Of([1], AdvantageRule.GroupMean));
        Assert.Throws<ArgumentException>(() => Advantages.Of([1, double.NaN], AdvantageRule.GroupMean));
        Assert.Throws<ArgumentException>(() => Advantages.Of([1, 2, 3], 2, new AdvantageOptions()));
        Assert.Throws<ArgumentException>(() => Advantages.ByPart([[1], [1, 2]], 2, new AdvantageOptions()));
        Assert.Throws<ArgumentException>(() => Advantages.ByPart([[1], [2]], 2, new AdvantageOptions { PartWeights = [1, 1] }));
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static void AssertClose(IReadOnlyList<double> expected, float[] actual, double tolerance) =>
        AssertClose(expected, [.. actual.Select(value => (double)value)], tolerance);
}

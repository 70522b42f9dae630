namespace EpmRl.Retrieval.Matching.Tests.Features;

public sealed class BoostedTreesTests
{
    [Theory]
    [InlineData(0, 5, -2)]
    [InlineData(1, 5, -2)] // equal to the threshold goes left
    [InlineData(2, 5, 1)]
    [InlineData(2, 9, 4)]
    public void A_tree_leads_to_the_leaf_of_its_features(float first, float second, float expected)
    {
        var tree = new RegressionTree([0, 1], [1, 6], [~0, ~1], [1, ~2], [-2, 1, 4]);

        Assert.Equal(expected, tree.Score([first, second]));
        Assert.Equal(2 * expected, new BoostedTrees([tree, tree]).Score([first, second]), 6);
    }

    [Fact]
    public void A_tree_that_leads_back_or_nowhere_is_not_sound()
    {
        Assert.True(new RegressionTree([0, 1], [1, 6], [~0, ~1], [1, ~2], [-2, 1, 4]).IsSound(2));
        Assert.False(new RegressionTree([0, 1], [1, 6], [~0, ~1], [0, ~2], [-2, 1, 4]).IsSound(2)); // a circle
        Assert.False(new RegressionTree([0, 1], [1, 6], [~0, ~1], [1, ~3], [-2, 1, 4]).IsSound(2)); // no such leaf
        Assert.False(new RegressionTree([0, 2], [1, 6], [~0, ~1], [1, ~2], [-2, 1, 4]).IsSound(2)); // no such feature
    }
}

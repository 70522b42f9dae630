namespace EpmRl.Retrieval.Matching.Tests.Clusters;

public sealed class PartitionQualityTests
{
    [Fact]
    public void The_figures_are_those_computed_by_hand()
    {
        // Found: {0 1 2} {3}. True: {0 1} {2 3}.
        PartitionQuality quality = PartitionQuality.Of([0, 0, 0, 1], ["x", "x", "y", "y"]);

        Assert.Equal(1 / 3.0, quality.PairPrecision, 9);
        Assert.Equal(1 / 2.0, quality.PairRecall, 9);
        Assert.Equal(((2 / 3.0) + (2 / 3.0) + (1 / 3.0) + 1) / 4, quality.CubedPrecision, 9);
        Assert.Equal((1 + 1 + 0.5 + 0.5) / 4, quality.CubedRecall, 9);
        Assert.Equal((3, 2), (quality.Largest, quality.LargestTrue));
    }

    [Fact]
    public void Listings_without_a_true_cluster_are_left_out()
    {
        PartitionQuality quality = PartitionQuality.Of([0, 0, 0], ["x", "x", null]);

        Assert.Equal((2, 1.0, 1.0), (quality.Listings, quality.PairF1, quality.CubedF1));
    }
}

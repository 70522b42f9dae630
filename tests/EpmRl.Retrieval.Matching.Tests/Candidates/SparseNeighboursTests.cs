namespace EpmRl.Retrieval.Matching.Tests;

public sealed class SparseNeighboursTests
{
    private const int Depth = 10;

    private static readonly SyntheticListings Synthetic = new(2500, seed: 11);
    private static readonly string[] Texts = [.. Synthetic.Listings.Select(CandidateFinder.TextOf)];

    [Theory]
    [InlineData(0f, 1)]
    [InlineData(0.2f, 0.995)]
    public void Neighbours_are_those_of_all_comparisons(float tail, double share)
    {
        SparseRows rows = RowsOf(Texts);
        var search = new SparseNeighbours(rows, rows, new SparseWeights(rows));

        NeighbourLists found = search.Find(Depth, tail, threads: 2, null, TestContext.Current.CancellationToken);

        int right = 0, all = 0;
        for (int row = 0; row < rows.Count; row += 23)
        {
            float least = BruteForce(search, row, rows.Count).ScoresOf(0)[^1];
            right += found.ScoresOf(row).ToArray().Count(score => score >= least - 1e-6f);
            all += Depth;
        }

        Assert.True(right >= all * share, $"{right} of {all} neighbours");
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        SparseRows rows = RowsOf(Texts);
        var search = new SparseNeighbours(rows, rows, new SparseWeights(rows));

        NeighbourLists one = search.Find(Depth, 0.2f, threads: 1, null, TestContext.Current.CancellationToken);
        NeighbourLists four = search.Find(Depth, 0.2f, threads: 4, null, TestContext.Current.CancellationToken);

        for (int row = 0; row < rows.Count; row++)
        {
            Assert.Equal(one.IdsOf(row), four.IdsOf(row));
            Assert.Equal(one.ScoresOf(row), four.ScoresOf(row));
        }
    }

    [Fact]
    public void The_cosine_is_the_same_in_both_orders_and_one_with_itself()
    {
        SparseRows rows = RowsOf(Texts);
        var search = new SparseNeighbours(rows, rows, new SparseWeights(rows));

        for (int row = 1; row < 500; row++)
        {
            Assert.Equal(search.Cosine(row, row - 1), search.Cosine(row - 1, row));
            Assert.Equal(1, search.Cosine(row, row), 5);
        }
    }

    [Fact]
    public void A_text_without_features_has_no_neighbours()
    {
        SparseRows rows = RowsOf(["", "red lamp", "red lamps"]);

        NeighbourLists found = new SparseNeighbours(rows, rows, new SparseWeights(rows))
            .Find(2, 0.2f, threads: 1, null, TestContext.Current.CancellationToken);

        Assert.Empty(found.IdsOf(0).ToArray());
        Assert.Equal([2], found.IdsOf(1).ToArray());
    }

    private static SparseRows RowsOf(string[] texts) =>
        SparseRows.Of(texts, TextFeatures.Characters, threads: 2, TestContext.Current.CancellationToken);

    private static NeighbourLists BruteForce(SparseNeighbours search, int row, int count)
    {
        var best = new NeighbourLists(1, Depth);
        for (int other = 0; other < count; other++)
        {
            if (other != row)
            {
                best.Offer(0, other, search.Cosine(row, other));
            }
        }

        return best;
    }
}

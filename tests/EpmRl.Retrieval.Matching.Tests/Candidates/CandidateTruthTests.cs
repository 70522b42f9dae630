using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests;

public sealed class CandidateTruthTests : IDisposable
{
    private static readonly ListingTable Left = Table("a1", "a2", "a3"), Right = Table("b1", "b2");

    private readonly ScratchFolder folder = new();
    private readonly List<RowError> errors = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_pairs_of_label_1_count()
    {
        CandidateTruth truth = Read("ltable_id,rtable_id,label\na1,b2,1\na2,b1,0\n", Right);

        Assert.Equal([(0, 1)], truth.Pairs);
        Assert.Empty(errors);
    }

    [Fact]
    public void Pairs_of_one_list_begin_with_the_earlier_listing() =>
        Assert.Equal([(0, 2), (1, 2)], Read("ltable_id,rtable_id\na3,a1\na3,a2\na1,a3\n", null).Pairs);

    [Fact]
    public void Clusters_are_all_their_pairs()
    {
        Assert.Equal([(0, 1), (0, 2), (1, 2)], Read("title,product_id,cluster_id\nx,a1,9\ny,a2,9\nz,a3,9\n", null).Pairs);
        Assert.Equal([(0, 0), (2, 0)], Read("id,cluster\na1,9\nb1,9\na3,9\nb2,8\n", Right).Pairs);
    }

    [Fact]
    public void Bad_rows_are_named_and_the_others_are_read()
    {
        CandidateTruth truth = Read("ltable_id,rtable_id,label\na1,b9,1\na1,b1,maybe\na1\na2,b2,1\n", Right);

        Assert.Equal([(1, 1)], truth.Pairs);
        Assert.Equal([2L, 3, 4], errors.Select(error => error.Line));
        Assert.Equal(["rtable_id", "label", null], errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData("one,two\n1,2\n")]
    [InlineData("ltable_id,rtable_id,label\na1,b1,0\n")]
    public void A_file_that_gives_no_pair_is_refused(string text) =>
        Assert.Throws<DataSetFormatException>(() => Read(text, Right));

    private CandidateTruth Read(string text, ListingTable? right) =>
        CandidateTruth.Read(folder.Write("truth.csv", text), Left, right, errors.Add, TestContext.Current.CancellationToken);

    private static ListingTable Table(params string[] ids) =>
        new([.. ids.Select(id => new ProductProfile { Id = id, Title = id })]);
}

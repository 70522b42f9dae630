namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Points;

public sealed class PointIdsTests
{
    [Fact]
    public void An_id_is_a_version_5_uuid_that_stays_the_same()
    {
        string id = PointIds.OfNull("laptops", "color");

        Assert.Equal(id, PointIds.OfNull("laptops", "color"));
        Assert.Equal('5', id[14]);
        Assert.Contains(id[19], "89ab");
    }

    [Fact]
    public void Ids_and_keywords_of_different_things_differ_also_when_their_names_hold_the_separator()
    {
        Assert.NotEqual(Keywords.Join("a|b", "c"), Keywords.Join("a", "b|c"));
        Assert.NotEqual(Keywords.Join("a\\", "b"), Keywords.Join("a", "\\b"));
        Assert.NotEqual(PointIds.OfNull("a|b", "c"), PointIds.OfNull("a", "b|c"));
        Assert.Equal(@"a\|b|c\\", Keywords.Join("a|b", "c\\"));
    }
}

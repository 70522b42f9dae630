using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Searching;

public sealed class BestSearchTests
{
    private static readonly Comparer<BestPoint> Order = Comparer<BestPoint>.Create((x, y) =>
        y.Score.CompareTo(x.Score) is not 0 and int order
            ? order
            : string.CompareOrdinal(x.Payload.TextOf("value_id"), y.Payload.TextOf("value_id")));

    // A server that returns equal scores in a different order every time, like the real one.
    [Fact]
    public void Ties_come_in_the_order_of_ids_whatever_order_the_server_gives_them_in()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 200), limit = random.Next(1, 40), distinct = random.Next(1, 60);
            (string Id, float Score)[] points =
                [.. Enumerable.Range(0, count).Select(i => ($"v{random.Next(distinct):00}", random.Next(6) / 8f))];
            var search =
                new BestSearch(new SearchFilter("scope", "s", count), "value_id", limit, 1, 1_000) { Mode = new SearchMode(true, false) };

            int pages = 0;
            while (!search.IsDone)
            {
                Assert.True(++pages < 100, "it does not end");
                QueryPoints request = search.Next("c", new Query());
                int page = (int)request.Limit;
                HashSet<string> without = [.. request.Filter.MustNot.SelectMany(not => not.Field.Match.Keywords.Strings)];
                search.Take([.. points
                    .Where(point => !without.Contains(point.Id))
                    .OrderByDescending(point => point.Score).ThenBy(_ => random.Next())
                    .Take(page)
                    .Select(point => new ScoredPoint { Id = Guid.NewGuid(), Score = point.Score, Payload = { ["value_id"] = point.Id } })]);
            }

            Assert.Equal(
                points.GroupBy(point => point.Id).Select(group => (Id: group.Key, Score: group.Max(point => point.Score)))
                    .OrderByDescending(point => point.Score).ThenBy(point => point.Id, StringComparer.Ordinal).Take(limit),
                search.Select(Order).Select(point => (point.Payload.TextOf("value_id")!, point.Score)));
        }
    }

    [Theory]
    [InlineData(float.NaN)] // G19: null in REST
    [InlineData(float.PositiveInfinity)]
    public void A_point_whose_score_is_not_finite_is_refused(float score)
    {
        var search = new BestSearch(new SearchFilter("scope", "s", 1), "value_id", 1, 1, 1_000) { Mode = new SearchMode(true, false) };

        Assert.Contains("infinity", Assert.Throws<IndexFormatException>(
            () => search.Take([new ScoredPoint { Id = Guid.NewGuid(), Score = score, Payload = { ["value_id"] = "v" } }])).Message);
    }

    [Fact]
    public void A_point_that_lacks_its_fields_is_refused()
    {
        var search = new BestSearch(new SearchFilter("scope", "s", 1), "value_id", 1, 1, 1_000) { Mode = new SearchMode(true, false) };

        Assert.Contains("'value_id'", Assert.Throws<IndexFormatException>(() => search.Take([new ScoredPoint()])).Message);
        Assert.Contains("missing", Assert.Throws<IndexFormatException>(
            () => new PointScores(["p"]).Take([new ScoredPoint(), new ScoredPoint()])).Message);
    }

    [Fact]
    public void More_than_the_server_gives_at_once_is_refused_before_anything_is_sent() =>
        Assert.Throws<InvalidRequestException>(() => new BestSearch(
            new SearchFilter("scope", "s", 5_000), "value_id", 2_000, 1, 1_000) { Mode = new SearchMode(true, false) });

    [Fact]
    public void Approximate_searches_of_8_bit_vectors_are_rescored_and_exact_ones_ignore_them()
    {
        Assert.Equal(
            new SearchParams
            {
                Exact = false,
                Quantization = new QuantizationSearchParams { Ignore = false, Rescore = true, Oversampling = 2 },
            },
            new SearchMode(false, true).ToParameters());
        Assert.Equal(
            new SearchParams { Exact = true, Quantization = new QuantizationSearchParams { Ignore = true } },
            new SearchMode(true, true).ToParameters());
        Assert.Equal(new SearchParams { Exact = true }, new SearchMode(true, false).ToParameters());
    }
}

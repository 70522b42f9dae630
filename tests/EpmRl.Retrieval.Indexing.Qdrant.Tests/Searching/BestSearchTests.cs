using System.Text.Json;
using EpmRl.Retrieval.Indexing.Qdrant.Rest;
using EpmRl.Retrieval.Indexing.Qdrant.Searching;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Searching;

public sealed class BestSearchTests
{
    private static readonly Comparer<BestPoint> Order = Comparer<BestPoint>.Create((x, y) =>
        y.Score.CompareTo(x.Score) is not 0 and int order ? order : string.CompareOrdinal(x.Payload.ValueId, y.Payload.ValueId));

    // A server that gives equal scores in another order every time, as the real one does.
    [Fact]
    public void Ties_come_in_the_order_of_ids_whatever_order_the_server_gives_them_in()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 200), limit = random.Next(1, 40), distinct = random.Next(1, 60);
            (string Id, float Score)[] points = [.. Enumerable.Range(0, count).Select(i => ($"v{random.Next(distinct):00}", random.Next(6) / 8f))];
            var search = new BestSearch(new SearchFilter("scope", "s", count), "value_id", payload => payload.ValueId, limit, 1, 1_000) { Mode = new SearchMode(true, false) };

            int pages = 0;
            while (!search.IsDone)
            {
                Assert.True(++pages < 100, "it does not end");
                using var document = JsonDocument.Parse(JsonBody.Of(json => search.Write(json, "[1]"u8)));
                int page = document.RootElement.GetProperty("limit").GetInt32();
                HashSet<string> without = document.RootElement.GetProperty("filter").TryGetProperty("must_not", out JsonElement not)
                    ? [.. not[0].GetProperty("match").GetProperty("any").EnumerateArray().Select(id => id.GetString()!)]
                    : [];
                search.Take([.. points
                    .Where(point => !without.Contains(point.Id))
                    .OrderByDescending(point => point.Score).ThenBy(_ => random.Next())
                    .Take(page)
                    .Select(point => new ScoredPoint(Guid.NewGuid().ToString(), point.Score, new PointPayload { ValueId = point.Id }))]);
            }

            Assert.Equal(
                points.GroupBy(point => point.Id).Select(group => (Id: group.Key, Score: group.Max(point => point.Score)))
                    .OrderByDescending(point => point.Score).ThenBy(point => point.Id, StringComparer.Ordinal).Take(limit),
                search.Select(Order).Select(point => (point.Payload.ValueId!, point.Score)));
        }
    }

    [Fact]
    public void A_point_without_a_score_is_refused()
    {
        var search = new BestSearch(new SearchFilter("scope", "s", 1), "value_id", payload => payload.ValueId, 1, 1, 1_000) { Mode = new SearchMode(true, false) };

        Assert.Contains("infinity", Assert.Throws<IndexFormatException>(
            () => search.Take([new ScoredPoint("p", null, new PointPayload { ValueId = "v" })])).Message);
    }

    [Fact]
    public void More_than_the_server_gives_at_once_is_refused_before_anything_is_sent() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BestSearch(
            new SearchFilter("scope", "s", 5_000), "value_id", payload => payload.ValueId, 2_000, 1, 1_000) { Mode = new SearchMode(true, false) });

    [Fact]
    public void Approximate_searches_of_8_bit_vectors_are_rescored_and_exact_ones_ignore_them()
    {
        Assert.Equal("""{"params":{"exact":false,"quantization":{"ignore":false,"rescore":true,"oversampling":2}}}""", Written(new SearchMode(false, true)));
        Assert.Equal("""{"params":{"exact":true,"quantization":{"ignore":true}}}""", Written(new SearchMode(true, true)));
        Assert.Equal("""{"params":{"exact":true}}""", Written(new SearchMode(true, false)));

        static string Written(SearchMode mode) => System.Text.Encoding.UTF8.GetString(JsonBody.Of(mode.Write).Span);
    }
}

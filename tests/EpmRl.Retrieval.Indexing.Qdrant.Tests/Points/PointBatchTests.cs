using Google.Protobuf;
using Qdrant.Client.Grpc;

namespace EpmRl.Retrieval.Indexing.Qdrant.Tests.Points;

public sealed class PointBatchTests
{
    private static IndexRow[] Rows(int count, int dimension = 8) => [.. Enumerable.Range(0, count).Select(i => new IndexRow
    {
        Kind = IndexRowKind.Value,
        CategoryIds = ["c"],
        AttributeId = "a",
        ValueId = $"v{i}",
        Text = "label",
        ContentHash = $"{i:x32}",
        Vector = Enumerable.Repeat(0.125f + i, dimension).ToArray(),
    })];

    private static UpsertPoints MessageOf(PointBatch batch) => new() { Points = { batch.Points } };

    [Theory]
    [InlineData(10, 1_000_000)]
    [InlineData(1000, 2_000)]
    [InlineData(3, 500)]
    public void Batches_hold_every_row_once_in_order_within_both_limits(int points, int bytes)
    {
        PointBatch[] batches = [.. PointBatch.Of(Rows(57), points, bytes)];

        Assert.Equal(Rows(57).Select(PointIds.Of), batches.SelectMany(batch => batch.Points).Select(point => point.Id.Uuid));
        Assert.All(batches, batch => Assert.True(batch.Count <= points && (MessageOf(batch).CalculateSize() <= bytes || batch.Count == 1)));
        Assert.Equal(Rows(57)[^1].Vector.ToArray(), batches[^1].Points[^1].Vectors.Vector.Dense.Data);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes()
    {
        byte[][] one = [.. PointBatch.Of(Rows(20), 7, 5_000).Select(batch => MessageOf(batch).ToByteArray())];

        Assert.Equal(one, PointBatch.Of(Rows(20), 7, 5_000).Select(batch => MessageOf(batch).ToByteArray()));
    }

    [Fact]
    public void The_halves_hold_what_the_batch_held()
    {
        PointBatch whole = PointBatch.Of(Rows(5), 10, 100_000).Single();

        (PointBatch first, PointBatch second) = whole.Split();

        Assert.Equal(whole.Points, first.Points.Concat(second.Points));
        Assert.Throws<InvalidOperationException>(() => PointBatch.Of(Rows(1), 10, 100_000).Single().Split());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    public void A_vector_that_the_server_would_take_and_spoil_is_refused_by_name(float component)
    {
        IndexRow row = Rows(1)[0] with { Vector = Enumerable.Repeat(component, 8).ToArray() };

        Assert.Contains("'v0'", Assert.Throws<IndexFormatException>(() => PointBatch.Of([row], 10, 100_000).ToArray()).Message);
    }
}

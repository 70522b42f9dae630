using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Matching.Tests;

public sealed class DenseNeighboursTests
{
    private const int Depth = 7;

    [Theory]
    [InlineData(300, 300, 64, true)]
    [InlineData(129, 257, 37, false)]
    [InlineData(5, 3, 8, false)]
    [InlineData(1, 1, 16, true)]
    public void Neighbours_are_those_of_all_products(int left, int right, int dimension, bool same)
    {
        ItemVectors queries = Vectors(left, dimension, seed: 1);
        ItemVectors targets = same ? queries : Vectors(right, dimension, seed: 2);

        NeighbourLists found = DenseNeighbours.Find(queries, targets, Depth, threads: 3, null, TestContext.Current.CancellationToken);

        for (int row = 0; row < queries.Count; row++)
        {
            var best = new NeighbourLists(1, Depth);
            for (int other = 0; other < targets.Count; other++)
            {
                if (!same || other != row)
                {
                    best.Offer(0, other, DotProduct.Of(queries[row], targets[other]));
                }
            }

            Assert.Equal(best.IdsOf(0), found.IdsOf(row));
            Assert.Equal(best.ScoresOf(0), found.ScoresOf(row));
        }
    }

    [Fact]
    public void Vectors_of_another_dimension_are_refused() => Assert.Throws<ArgumentException>(() => DenseNeighbours.Find(
        Vectors(2, 8, 1), Vectors(2, 16, 1), Depth, threads: 1, null, TestContext.Current.CancellationToken));

    private static ItemVectors Vectors(int count, int dimension, int seed)
    {
        var random = new Random(seed);
        float[] numbers = new float[count * dimension];
        for (int row = 0; row < count; row++)
        {
            Span<float> vector = numbers.AsSpan(row * dimension, dimension);
            for (int d = 0; d < dimension; d++)
            {
                vector[d] = random.NextSingle() - 0.5f;
            }

            float norm = DotProduct.Norm(vector);
            for (int d = 0; d < dimension; d++)
            {
                vector[d] /= norm;
            }
        }

        return new ItemVectors(numbers, dimension);
    }
}

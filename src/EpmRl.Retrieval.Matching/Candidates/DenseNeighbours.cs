using System.Runtime.Intrinsics;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Matching;

/// <summary>Finds the vectors with the highest inner products: exact, block by block, on all cores.</summary>
/// <remarks>
/// Two blocks of vectors and the square of their products stay in a core's cache. In one list each square serves the neighbours of both
/// its blocks, so that half of the products are computed. The products that choose neighbours may round differently from processor to
/// processor; the scores of the chosen ones are computed again, alike everywhere.
/// </remarks>
internal static class DenseNeighbours
{
    private const int Block = 128;

    /// <summary>Finds the neighbours of every query.</summary>
    /// <param name="queries">The vectors that neighbours are searched for.</param>
    /// <param name="targets">The vectors searched; the same object for neighbours in one list, where none is its own.</param>
    /// <param name="depth">Neighbours of each.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Receives the number of further queries done.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ArgumentException">The vectors have different lengths.</exception>
    public static NeighbourLists Find(
        ItemVectors queries, ItemVectors targets, int depth, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(targets);
        if (queries.Dimension != targets.Dimension)
        {
            throw new ArgumentException($"Vectors of {queries.Dimension} and {targets.Dimension} numbers cannot be compared.");
        }

        bool same = ReferenceEquals(queries, targets);
        var found = new NeighbourLists(queries.Count, depth);
        int across = BlocksOf(queries), down = BlocksOf(targets);
        var locks = new Lock[across];
        for (int i = 0; i < locks.Length; i++)
        {
            locks[i] = new Lock();
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, across, parallel, () => new float[Block * Block], (block, _, products) =>
        {
            (int start, int rows) = RangeOf(block, queries);
            for (int other = same ? block : 0; other < down; other++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                (int otherStart, int columns) = RangeOf(other, targets);
                DenseProducts.Multiply(
                    queries.Numbers.Slice(start * queries.Dimension, rows * queries.Dimension),
                    targets.Numbers.Slice(otherStart * targets.Dimension, columns * targets.Dimension),
                    queries.Dimension, products, Block);
                lock (locks[block])
                {
                    TakeRows(products, found, start, rows, otherStart, columns, same);
                }

                if (same && other != block)
                {
                    lock (locks[other])
                    {
                        TakeColumns(products, found, start, rows, otherStart, columns);
                    }
                }
            }

            progress?.Invoke(rows);
            return products;
        }, _ => { });

        Parallel.For(0, queries.Count, parallel, row => found.Rescore(row, id => DotProduct.Of(queries[row], targets[id])));
        return found;
    }

    // Every row's products above its least neighbour.
    private static void TakeRows(float[] products, NeighbourLists found, int start, int rows, int otherStart, int columns, bool same)
    {
        for (int i = 0; i < rows; i++)
        {
            int row = start + i;
            float least = found.LeastOf(row);
            ReadOnlySpan<float> line = products.AsSpan(i * Block, columns);
            for (int j = 0; j < columns;)
            {
                if (j + 8 <= columns && !Vector256.GreaterThanOrEqualAny(Vector256.Create(line[j..]), Vector256.Create(least)))
                {
                    j += 8;
                    continue;
                }

                int end = Math.Min(columns, j + 8);
                for (; j < end; j++)
                {
                    if (line[j] >= least && !(same && otherStart + j == row))
                    {
                        found.Offer(row, otherStart + j, line[j]);
                    }
                }

                least = found.LeastOf(row);
            }
        }
    }

    // Every column's products above its least neighbour: the same square for the other block.
    private static void TakeColumns(float[] products, NeighbourLists found, int start, int rows, int otherStart, int columns)
    {
        Span<float> least = stackalloc float[Block];
        for (int j = 0; j < columns; j++)
        {
            least[j] = found.LeastOf(otherStart + j);
        }

        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> line = products.AsSpan(i * Block, columns);
            for (int j = 0; j < columns;)
            {
                if (j + 8 <= columns && !Vector256.GreaterThanOrEqualAny(Vector256.Create(line[j..]), Vector256.Create<float>(least[j..])))
                {
                    j += 8;
                    continue;
                }

                int end = Math.Min(columns, j + 8);
                for (; j < end; j++)
                {
                    if (line[j] >= least[j])
                    {
                        found.Offer(otherStart + j, start + i, line[j]);
                        least[j] = found.LeastOf(otherStart + j);
                    }
                }
            }
        }
    }

    private static int BlocksOf(ItemVectors vectors) => (vectors.Count + Block - 1) / Block;

    private static (int Start, int Count) RangeOf(int block, ItemVectors vectors) =>
        (block * Block, Math.Min(Block, vectors.Count - (block * Block)));
}

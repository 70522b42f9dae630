using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Matching;

/// <summary>The features of texts: for each its distinct buckets, ascending.</summary>
internal sealed class SparseRows
{
    private const int Block = 2048;

    private readonly int[] starts;
    private readonly int[] features;

    private SparseRows(int[] starts, int[] features) => (this.starts, this.features) = (starts, features);

    /// <summary>Number of texts.</summary>
    public int Count => starts.Length - 1;

    /// <summary>Number of features of all texts.</summary>
    public int Total => features.Length;

    /// <summary>The features of a text.</summary>
    public ReadOnlySpan<int> this[int row] => features.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>Reads the features of texts.</summary>
    public static SparseRows Of(IReadOnlyList<string> texts, FeatureReader read, int threads, CancellationToken cancellationToken)
    {
        int blocks = (texts.Count + Block - 1) / Block;
        int[] starts = new int[texts.Count + 1];
        int[][] parts = new int[blocks][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, blocks, parallel, block =>
        {
            var all = new List<int>(Block * 64);
            var one = new List<int>(256);
            for (int row = block * Block; row < Math.Min(texts.Count, (block + 1) * Block); row++)
            {
                one.Clear();
                read(texts[row], one);
                Span<int> sorted = CollectionsMarshal.AsSpan(one);
                sorted.Sort();
                int before = all.Count, last = -1;
                foreach (int feature in sorted)
                {
                    if (feature != last)
                    {
                        all.Add(last = feature);
                    }
                }

                starts[row + 1] = all.Count - before;
            }

            parts[block] = [.. all];
        });

        for (int row = 0; row < texts.Count; row++)
        {
            starts[row + 1] = checked(starts[row + 1] + starts[row]);
        }

        int[] features = new int[starts[^1]];
        for (int block = 0; block < blocks; block++)
        {
            parts[block].CopyTo(features, starts[block * Block]);
            parts[block] = []; // frees it: the whole is as large as its parts
        }

        return new SparseRows(starts, features);
    }
}

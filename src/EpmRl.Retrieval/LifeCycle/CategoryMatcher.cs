using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>Suggests corresponding categories of two taxonomies, by the meaning of their paths and names.</summary>
internal static class CategoryMatcher
{
    private const int Block = 256;

    /// <summary>The nearest categories of another taxonomy for every category.</summary>
    /// <param name="from">The source taxonomy.</param>
    /// <param name="to">The target taxonomy.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="count">The number of candidates for each.</param>
    /// <param name="progress">Receives the number of encoded texts.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    /// <returns>For each category of <paramref name="from"/>, in order, the nearest ones with their scores in [-1, 1], best
    /// first.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<(Category Category, double Score)>>> NearestAsync(
        ProductTaxonomy from, ProductTaxonomy to, ITextEncoder encoder, int count, Action<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(encoder);
        long done = 0;
        float[][] sources = await VectorsAsync(from).ConfigureAwait(false), targets = await VectorsAsync(to).ConfigureAwait(false);
        var nearest = new IReadOnlyList<(Category, double)>[sources.Length];
        Parallel.For(0, sources.Length, new ParallelOptions { CancellationToken = cancellationToken }, s =>
        {
            var best = new PriorityQueue<int, (double Score, int Earlier)>(); // among equal scores the earlier category
            for (int t = 0; t < targets.Length; t++)
            {
                double score = DotProduct.Of(sources[s], targets[t]);
                if (best.Count < count)
                {
                    best.Enqueue(t, (score, -t));
                }
                else
                {
                    best.EnqueueDequeue(t, (score, -t));
                }
            }

            var found = new List<(Category, double)>();
            while (best.TryDequeue(out int t, out (double Score, int Earlier) rank))
            {
                found.Add((to.Categories[t], rank.Score));
            }

            found.Reverse();
            nearest[s] = found;
        });
        return nearest;

        // Path and name together: the path gives the meaning, the name the wording; [2D], so that a product is the mean of both cosines.
        async Task<float[][]> VectorsAsync(ProductTaxonomy taxonomy)
        {
            float half = MathF.Sqrt(0.5f);
            float[][] vectors = new float[taxonomy.Categories.Count][];
            for (int start = 0; start < vectors.Length; start += Block)
            {
                Category[] block = [.. taxonomy.Categories.Skip(start).Take(Block)];
                EmbeddingBatch paths = await encoder.EncodeAsync(
                    [.. block.Select(one => encoder.Space.Prompts.ForCategory(one.Path))], cancellationToken).ConfigureAwait(false);
                EmbeddingBatch names = await encoder.EncodeAsync(
                    [.. block.Select(one => encoder.Space.Prompts.ForCategory(one.Name))], cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < block.Length; i++)
                {
                    float[] joined = [.. paths[i].Span, .. names[i].Span];
                    TensorPrimitives.Multiply(joined, half, joined);
                    vectors[start + i] = joined;
                }

                done += 2 * block.Length;
                progress?.Invoke(done);
            }

            return vectors;
        }
    }

    /// <summary>Suggests the nearest categories.</summary>
    /// <param name="from">The source taxonomy.</param>
    /// <param name="nearest">For each of its categories the nearest ones of the other.</param>
    /// <param name="threshold">The lowest score of a suggestion; categories below have no counterpart.</param>
    /// <returns>A suggestion or null for each category, in order.</returns>
    public static IReadOnlyList<CategoryMapping?> Suggest(
        ProductTaxonomy from, IReadOnlyList<IReadOnlyList<(Category Category, double Score)>> nearest, double threshold)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(nearest);
        var suggestions = new CategoryMapping?[nearest.Count];
        var exact = new Dictionary<string, int>(StringComparer.Ordinal); // target → its source
        var order = Enumerable.Range(0, nearest.Count).Where(s => nearest[s].Count > 0 && nearest[s][0].Score >= threshold)
            .OrderByDescending(s => nearest[s][0].Score);
        foreach (int s in order)
        {
            // The nearest source of a target means the same; the others are a part of it.
            (Category target, double score) = nearest[s][0];
            bool first = exact.TryAdd(target.Id, s);
            suggestions[s] = new CategoryMapping(
                from.Categories[s].Id, [target.Id], first ? MappingRelation.Exact : MappingRelation.Broader, Score: score);
        }

        return suggestions;
    }
}

using System.Buffers;
using System.Numerics.Tensors;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <content>Scoring and search.</content>
public sealed partial class EmbeddedVectorIndex
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttributeScores>> ScoreAsync(
        ReadOnlyMemory<float> item, string categoryId, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        CategoryLayout category = layout.Categories[PlaceOfCategory(categoryId)];
        RowScorer scorer = ScorerFor(item);
        cancellationToken.ThrowIfCancellationRequested();
        var results = new AttributeScores[category.Ranges.Length];
        for (int r = 0; r < results.Length; r++)
        {
            results[r] = ScoreRange(scorer, category.Ranges[r], limit);
        }

        return ValueTask.FromResult<IReadOnlyList<AttributeScores>>(results);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CategoryScore>> ScoreCategoriesAsync(
        ReadOnlyMemory<float> item, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        RowScorer scorer = ScorerFor(item);
        cancellationToken.ThrowIfCancellationRequested();
        var candidates = new List<(float Score, int Category)>(layout.Categories.Length);
        Span<float> scores = stackalloc float[2];
        for (int c = 0; c < layout.Categories.Length; c++)
        {
            (int first, int count) = (layout.Categories[c].FirstPrompt, layout.Categories[c].Prompts);
            if (count is 1 or 2)
            {
                vectors.Score(scorer, first, scores[..count]);
                candidates.Add((TensorPrimitives.Max<float>(scores[..count]), c));
            }
        }

        var order = new BestFirst(category => Taxonomy.Categories[category].Id);
        ReadOnlySpan<(float Score, int Category)> best =
            TopCandidates.Select(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates), limit, order);
        var results = new CategoryScore[best.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new CategoryScore(Taxonomy.Categories[best[i].Category].Id, best[i].Score);
        }

        return ValueTask.FromResult<IReadOnlyList<CategoryScore>>(results);
    }

    private AttributeScores ScoreRange(in RowScorer scorer, AttributeRange range, int limit)
    {
        AttributeDefinition attribute = Taxonomy.Attributes[range.Attribute];
        int[] valueOfRow = layout.ValueOfRow[range.Attribute];
        float[] scores = ArrayPool<float>.Shared.Rent(valueOfRow.Length + 1);
        (float Score, int Value)[] candidates = ArrayPool<(float, int)>.Shared.Rent(valueOfRow.Length);
        try
        {
            vectors.Score(scorer, range.FirstRow, scores.AsSpan(0, valueOfRow.Length + 1));
            int count = 0;
            for (int row = 0; row < valueOfRow.Length; row++)
            {
                if (count > 0 && candidates[count - 1].Value == valueOfRow[row])
                {
                    candidates[count - 1].Score = Math.Max(candidates[count - 1].Score, scores[row + 1]);
                }
                else
                {
                    candidates[count++] = (scores[row + 1], valueOfRow[row]);
                }
            }

            ReadOnlySpan<(float Score, int Value)> best =
                TopCandidates.Select(candidates.AsSpan(0, count), limit, new BestFirst(value => attribute.Values[value].Id));
            var values = new ScoredValue[best.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = new ScoredValue(attribute.Values[best[i].Value].Id, best[i].Score);
            }

            return new AttributeScores(attribute.Id, scores[0], values);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<(float, int)>.Shared.Return(candidates);
        }
    }

    private RowScorer ScorerFor(ReadOnlyMemory<float> vector)
    {
        if (vector.Length != Manifest.Dimension)
        {
            throw new ArgumentException(
                $"The vector has {vector.Length} dimensions, index '{Manifest.Version}' holds {Manifest.Dimension}. "
                    + $"Encode with model '{Manifest.ModelId}'.", nameof(vector));
        }

        return float.IsFinite(TensorPrimitives.SumOfSquares(vector.Span))
            ? new RowScorer(vectors.Form, vector.Span)
            : throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
    }

    private int PlaceOfCategory(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return placesOfCategories.Value.TryGetValue(id, out int place)
            ? place
            : throw new ArgumentException($"Index '{Manifest.Version}' has no category with the id '{id}'.", nameof(id));
    }

    // Best score first, ties by id.
    private readonly struct BestFirst(Func<int, string> idOf) : IComparer<(float Score, int Place)>
    {
        public int Compare((float Score, int Place) x, (float Score, int Place) y)
        {
            int order = y.Score.CompareTo(x.Score);
            return order != 0 || x.Place == y.Place ? order : string.CompareOrdinal(idOf(x.Place), idOf(y.Place));
        }
    }
}

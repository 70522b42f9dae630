using System.Buffers;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <content>Free search.</content>
public sealed partial class EmbeddedVectorIndex
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        RowScorer scorer = ScorerFor(query);
        var best = new BestRows(layout, Taxonomy);
        float[] scores = [];
        foreach (SearchRange range in RangesOf(filter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = layout.ValueOfRow[range.Attribute].Length;
            if (scores.Length < rows)
            {
                scores = new float[rows];
            }

            vectors.Score(scorer, range.FirstRow + 1, scores.AsSpan(0, rows));
            best.Take(range, scores);
        }

        return ValueTask.FromResult(best.Select(limit));
    }

    private IEnumerable<SearchRange> RangesOf(ValueFilter filter)
    {
        IEnumerable<SearchRange> ranges = searchRanges.Value;
        if (filter.CategoryId is not null)
        {
            int category = PlaceOfCategory(filter.CategoryId);
            ranges = layout.Categories[category].Ranges.Select(range => new SearchRange(category, range.Attribute, range.FirstRow));
        }

        if (filter.AttributeId is null)
        {
            return ranges;
        }

        return Taxonomy.TryFindAttribute(filter.AttributeId, out AttributeDefinition? attribute)
            ? ranges.Where(range => ReferenceEquals(Taxonomy.Attributes[range.Attribute], attribute))
            : throw new ArgumentException($"Index '{Manifest.Version}' has no attribute with the id '{filter.AttributeId}'.", nameof(filter));
    }

    // Ranges that several categories share come once, for the category with the smallest id.
    private SearchRange[] FindSearchRanges()
    {
        var byFirstRow = new Dictionary<int, int>();
        var ranges = new List<SearchRange>();
        for (int c = 0; c < layout.Categories.Length; c++)
        {
            foreach (AttributeRange range in layout.Categories[c].Ranges)
            {
                if (byFirstRow.TryAdd(range.FirstRow, ranges.Count))
                {
                    ranges.Add(new SearchRange(c, range.Attribute, range.FirstRow));
                }
                else if (CompareCategories(c, ranges[byFirstRow[range.FirstRow]].Category) < 0)
                {
                    ranges[byFirstRow[range.FirstRow]] = new SearchRange(c, range.Attribute, range.FirstRow);
                }
            }
        }

        return [.. ranges];
    }

    private int CompareCategories(int x, int y) => string.CompareOrdinal(Taxonomy.Categories[x].Id, Taxonomy.Categories[y].Id);

    private readonly record struct SearchRange(int Category, int Attribute, int FirstRow);

    /// <summary>The best score of each value, and the category where it was reached.</summary>
    private sealed class BestRows
    {
        private readonly IndexLayout layout;
        private readonly ProductTaxonomy taxonomy;
        private readonly Dictionary<int, (float Score, int Category)[]> byAttribute = [];

        public BestRows(IndexLayout layout, ProductTaxonomy taxonomy)
        {
            this.layout = layout;
            this.taxonomy = taxonomy;
        }

        public void Take(SearchRange range, ReadOnlySpan<float> scores)
        {
            int[] valueOfRow = layout.ValueOfRow[range.Attribute];
            if (!byAttribute.TryGetValue(range.Attribute, out (float Score, int Category)[]? best))
            {
                best = new (float, int)[taxonomy.Attributes[range.Attribute].Values.Count];
                Array.Fill(best, (float.NegativeInfinity, -1));
                byAttribute.Add(range.Attribute, best);
            }

            for (int row = 0; row < valueOfRow.Length; row++)
            {
                ref (float Score, int Category) value = ref best[valueOfRow[row]];
                if (scores[row] > value.Score
                    || (scores[row] == value.Score && range.Category != value.Category
                        && string.CompareOrdinal(taxonomy.Categories[range.Category].Id, taxonomy.Categories[value.Category].Id) < 0))
                {
                    value = (scores[row], range.Category);
                }
            }
        }

        public IReadOnlyList<ValueHit> Select(int limit)
        {
            var candidates = new List<ValueHit>();
            foreach ((int place, (float Score, int Category)[] best) in byAttribute)
            {
                AttributeDefinition attribute = taxonomy.Attributes[place];
                for (int v = 0; v < best.Length; v++)
                {
                    if (best[v].Category >= 0)
                    {
                        candidates.Add(new ValueHit(
                            taxonomy.Categories[best[v].Category].Id, attribute.Id, attribute.Values[v].Id, best[v].Score));
                    }
                }
            }

            return TopCandidates
                .Select(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates), limit, default(HitOrder))
                .ToArray();
        }
    }

    private readonly struct HitOrder : IComparer<ValueHit>
    {
        public int Compare(ValueHit x, ValueHit y)
        {
            int order = y.Score.CompareTo(x.Score);
            order = order != 0 ? order : string.CompareOrdinal(x.AttributeId, y.AttributeId);
            return order != 0 ? order : string.CompareOrdinal(x.ValueId, y.ValueId);
        }
    }
}

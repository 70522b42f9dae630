using System.Buffers;

namespace EpmRl.Retrieval.Indexing;

/// <content>Free search.</content>
public sealed partial class EmbeddedVectorIndex
{
    // Standard deviations by which an estimate is raised before it may rule a row out; docs/index-format.md has recall and cost of others.
    private const float Deviations = 3;

    private const int RowsAtATime = 4096;

    // Categories in which a candidate is scored; docs/search.md has quality and cost.
    private const int MostCategories = 24;

    /// <summary>Number of rows from which a search reads codes first. Below it, vectors alone are as quick, and exact.</summary>
    internal long SmallestCodedScope { get; set; } = 65_536;

    /// <inheritdoc/>
    /// <remarks>
    /// Exact for a single range, or if fewer than 65,536 rows take part. Otherwise, rows whose code rules them out are skipped; every score
    /// is still that of the stored vector, and a nearest value is missed less than once in a hundred times. <see
    /// cref="SearchExactlyAsync"/> reads every vector. <see cref="ValueFilter.CandidatesByOneCategory"/> is followed from the same number
    /// of rows on.
    /// </remarks>
    public ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        (RowScorer scorer, SearchScope scope, BestValues best) = Prepare(query, filter, limit);
        if (!filter.CandidatesByOneCategory || scope.Rows < SmallestCodedScope)
        {
            Scan(scope, best);
            return ValueTask.FromResult(best.Select());
        }

        SearchScope oneEach = ReferenceEquals(scope, wholeScope.Value) ? oneCategoryEach.Value : scope.OneCategoryEach(layout);
        var candidates = new BestValues(Taxonomy, limit);
        Scan(oneEach, candidates);
        ScoreInCategories(scorer, scope, candidates, best, cancellationToken);
        return ValueTask.FromResult(best.Select());

        void Scan(SearchScope rows, BestValues into)
        {
            if (codes is not null && rows.Rows >= SmallestCodedScope && rows.Ranges.Length > 1)
            {
                ScanCodes(scorer, new CodeScorer(query.Span, codes.Centre, Deviations), rows, into, cancellationToken);
            }
            else
            {
                ScanVectors(scorer, rows, into, cancellationToken);
            }
        }
    }

    /// <summary>Like <see cref="SearchAsync"/>, but reads every vector: the reference it is measured against.</summary>
    /// <inheritdoc cref="IVectorIndex.SearchAsync"/>
    public ValueTask<IReadOnlyList<ValueHit>> SearchExactlyAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        (RowScorer scorer, SearchScope scope, BestValues best) = Prepare(query, filter, limit);
        ScanVectors(scorer, scope, best, cancellationToken);
        return ValueTask.FromResult(best.Select());
    }

    private (RowScorer Scorer, SearchScope Scope, BestValues Best) Prepare(ReadOnlyMemory<float> query, ValueFilter filter, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (ScorerFor(query), ScopeOf(filter), new BestValues(Taxonomy, limit));
    }

    private void ScanVectors(in RowScorer scorer, SearchScope scope, BestValues best, CancellationToken cancellationToken)
    {
        float[] scores = ArrayPool<float>.Shared.Rent(RowsAtATime);
        foreach (SearchRange range in scope.Ranges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] valueOfRow = layout.ValueOfRow[range.Attribute];
            for (int start = 0; start < valueOfRow.Length; start += RowsAtATime)
            {
                Span<float> block = scores.AsSpan(0, Math.Min(RowsAtATime, valueOfRow.Length - start));
                vectors.Score(scorer, range.FirstRow + 1 + start, block);
                for (int i = 0; i < block.Length; i++)
                {
                    if (block[i] >= best.Threshold)
                    {
                        best.Take(range, valueOfRow[start + i], block[i]);
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(scores);
    }

    private void ScanCodes(
        in RowScorer scorer, in CodeScorer bounds, SearchScope scope, BestValues best, CancellationToken cancellationToken)
    {
        // In big steps through the ranges, repeatedly: good rows are then met early, and the threshold soon rules most rows out.
        const int Stride = 64;
        float[] numbers = ArrayPool<float>.Shared.Rent(RowsAtATime);
        int[] rows = ArrayPool<int>.Shared.Rent(RowsAtATime);
        for (int offset = 0; offset < Stride; offset++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int r = offset; r < scope.Ranges.Length; r += Stride)
            {
                SearchRange range = scope.Ranges[r];
                int[] valueOfRow = layout.ValueOfRow[range.Attribute];
                for (int start = 0; start < valueOfRow.Length; start += RowsAtATime)
                {
                    int firstRow = range.FirstRow + 1 + start;
                    Span<float> block = numbers.AsSpan(0, Math.Min(RowsAtATime, valueOfRow.Length - start));
                    codes!.Bound(bounds, firstRow, block);
                    int left = 0;
                    for (int i = 0; i < block.Length; i++)
                    {
                        if (block[i] >= best.Threshold)
                        {
                            rows[left++] = firstRow + i;
                        }
                    }

                    vectors.Score(scorer, rows.AsSpan(0, left), block);
                    for (int i = 0; i < left; i++)
                    {
                        if (block[i] >= best.Threshold)
                        {
                            best.Take(range, valueOfRow[rows[i] - range.FirstRow - 1], block[i]);
                        }
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(numbers);
        ArrayPool<int>.Shared.Return(rows);
    }

    // The values chosen, in the categories that have them; of very many, some throughout the taxonomy.
    private void ScoreInCategories(
        in RowScorer scorer, SearchScope scope, BestValues candidates, BestValues best, CancellationToken cancellationToken)
    {
        foreach (IGrouping<int, int> values in candidates.Best().GroupBy(one => one.Attribute, one => one.Value))
        {
            cancellationToken.ThrowIfCancellationRequested();
            HashSet<int> chosen = [.. values];
            int[] valueOfRow = layout.ValueOfRow[values.Key];
            int[] offsets = [.. Enumerable.Range(0, valueOfRow.Length).Where(row => chosen.Contains(valueOfRow[row]))];
            int[] rows = new int[offsets.Length];
            float[] scores = new float[offsets.Length];
            SearchRange[] ranges = [.. scope.ByAttribute[values.Key]];
            int taken = Math.Min(ranges.Length, MostCategories);
            for (int r = 0; r < taken; r++)
            {
                SearchRange range = ranges[(int)((long)r * ranges.Length / taken)];
                for (int i = 0; i < offsets.Length; i++)
                {
                    rows[i] = range.FirstRow + 1 + offsets[i];
                }

                vectors.Score(scorer, rows, scores);
                for (int i = 0; i < offsets.Length; i++)
                {
                    best.Take(range, valueOfRow[offsets[i]], scores[i]);
                }
            }
        }
    }

    private SearchScope FindWholeScope() => SearchScope.Of(layout, Taxonomy, Enumerable.Range(0, layout.Categories.Length), null);

    private SearchScope ScopeOf(ValueFilter filter) => filter.CategoryIds is null && filter.AttributeIds is null
        ? wholeScope.Value
        : SearchScope.Of(
            layout, Taxonomy, filter.CategoryIds?.Select(PlaceOfCategory) ?? Enumerable.Range(0, layout.Categories.Length),
            filter.AttributeIds?.Select(PlaceOfAttribute).ToHashSet());

    private int PlaceOfAttribute(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return placesOfAttributes.Value.TryGetValue(id, out int place)
            ? place
            : throw new ArgumentException($"Index '{Manifest.Version}' has no attribute with the id '{id}'.", nameof(id));
    }
}

using System.Buffers;

namespace EpmRl.Retrieval.Indexing;

/// <content>Free search.</content>
public sealed partial class EmbeddedVectorIndex
{
    // Standard deviations by which an estimate is raised before it may rule a row out; docs/index-format.md has recall and cost of others.
    private const float Deviations = 3;

    private const int RowsAtATime = 4096;

    /// <summary>Number of rows from which a search reads codes first. Below it, vectors alone are as quick, and exact.</summary>
    internal long SmallestCodedScope { get; set; } = 65_536;

    /// <inheritdoc/>
    /// <remarks>
    /// Exact for a single range, or if fewer than 65,536 rows take part. Otherwise, rows whose code rules them out are skipped; every score
    /// is still that of the stored vector, and a nearest value is missed less than once in a hundred times. <see
    /// cref="SearchExactlyAsync"/> reads every vector.
    /// </remarks>
    public ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        (RowScorer scorer, SearchScope scope, BestValues best) = Prepare(query, filter, limit);
        if (codes is not null && scope.Rows >= SmallestCodedScope && scope.Ranges.Length > 1)
        {
            ScanCodes(scorer, new CodeScorer(query.Span, codes.Centre, Deviations), scope, best, cancellationToken);
        }
        else
        {
            ScanVectors(scorer, scope, best, cancellationToken);
        }

        return ValueTask.FromResult(best.Select());
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

    private SearchScope FindWholeScope() => SearchScope.Of(layout, Taxonomy, Enumerable.Range(0, layout.Categories.Length), null);

    private SearchScope ScopeOf(ValueFilter filter)
    {
        if (filter.CategoryIds is null && filter.AttributeIds is null)
        {
            return wholeScope.Value;
        }

        HashSet<int>? attributes = filter.AttributeIds?.Select(PlaceOfAttribute).ToHashSet();
        return SearchScope.Of(
            layout, Taxonomy, filter.CategoryIds?.Select(PlaceOfCategory) ?? Enumerable.Range(0, layout.Categories.Length), attributes);
    }

    private int PlaceOfAttribute(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return placesOfAttributes.Value.TryGetValue(id, out int place)
            ? place
            : throw new ArgumentException($"Index '{Manifest.Version}' has no attribute with the id '{id}'.", nameof(id));
    }
}

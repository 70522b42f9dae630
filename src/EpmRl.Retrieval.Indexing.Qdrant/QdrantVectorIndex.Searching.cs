namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <content>Scoring and search.</content>
public sealed partial class QdrantVectorIndex
{
    // Roughly how often a value of the taxonomy, or of one attribute, occurs in different categories.
    private const int PointsPerValue = 4;

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<AttributeScores>> ScoreAsync(
        ReadOnlyMemory<float> item, string categoryId, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return AnswerAsync<IReadOnlyList<AttributeScores>>(item, ScoreAsync, cancellationToken);

        async ValueTask<IReadOnlyList<AttributeScores>> ScoreAsync(PinnedVersion version, CancellationToken token)
        {
            IReadOnlyList<MappedRange> ranges = version.Map.RangesOf(categoryId);
            var thresholds = new PointScores([.. ranges.Select(range => range.NullPoint)]);
            ProbedSearch[] values = [.. ranges.Select(range => new ProbedSearch(
                version.Recall, range.Values, mode => new BestSearch(
                    range.Values, PayloadFields.ValueId, limit, range.PointsPerValue, options.LargestPage)
                {
                    Mode = new SearchMode(mode, version.IsQuantized),
                }))];
            await RunAsync(version, item, [thresholds, .. values.SelectMany(search => search.Searches)], token).ConfigureAwait(false);
            return [.. ranges.Zip(values, (range, search) => new AttributeScores(
                range.AttributeId,
                thresholds[range.NullPoint],
                [.. search.Finish(ByValue).Select(point => new ScoredValue(point.Payload.TextOf(PayloadFields.ValueId)!, point.Score))]))];
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<CategoryScore>> ScoreCategoriesAsync(
        ReadOnlyMemory<float> item, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return AnswerAsync<IReadOnlyList<CategoryScore>>(item, ScoreAsync, cancellationToken);

        async ValueTask<IReadOnlyList<CategoryScore>> ScoreAsync(PinnedVersion version, CancellationToken token)
        {
            const int PromptsPerCategory = 2;
            var filter = new SearchFilter(PayloadFields.Kind, "category", version.Map.CategoryRows);
            var search = new ProbedSearch(version.Recall, filter, mode => new BestSearch(
                filter, PayloadFields.Of, limit, PromptsPerCategory, options.LargestPage)
            {
                Mode = new SearchMode(mode, version.IsQuantized),
            });
            await RunAsync(version, item, search.Searches, token).ConfigureAwait(false);
            return [.. search.Finish(ByCategory).Select(point => new CategoryScore(point.Payload.TextOf(PayloadFields.Of)!, point.Score))];
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">Qdrant does not answer, or refuses.</exception>
    public ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return AnswerAsync<IReadOnlyList<ValueHit>>(query, SearchAsync, cancellationToken);

        async ValueTask<IReadOnlyList<ValueHit>> SearchAsync(PinnedVersion version, CancellationToken token)
        {
            (string? Category, ProbedSearch Search)[] searches =
                [.. FiltersOf(filter, version.Map).Select(part => (part.Category, new ProbedSearch(
                version.Recall, part.Points, mode => new BestSearch(
                    part.Points, PayloadFields.Key, limit, part.Category is null ? PointsPerValue : 1, options.LargestPage)
                {
                    Mode = new SearchMode(mode, version.IsQuantized),
                    Fields = [PayloadFields.Scope, PayloadFields.AttributeId, PayloadFields.ValueId],
                    CategoryOf = payload => version.Map.CategoryOf(payload.TextOf(PayloadFields.Scope)),
                })))];
            await RunAsync(version, query, [.. searches.SelectMany(part => part.Search.Searches)], token).ConfigureAwait(false);
            IEnumerable<ValueHit> hits = searches.SelectMany(part => part.Search.Finish(ByAttribute).Select(point => new ValueHit(
                part.Category ?? version.Map.CategoryOf(point.Payload.TextOf(PayloadFields.Scope)),
                point.Payload.TextOf(PayloadFields.AttributeId)!,
                point.Payload.TextOf(PayloadFields.ValueId)!,
                point.Score)));
            return searches.Length == 1 ? [.. hits] : [.. BestOf(hits).Take(limit)];
        }
    }

    // Each value once, with its best category.
    private static IEnumerable<ValueHit> BestOf(IEnumerable<ValueHit> hits) => hits
        .GroupBy(hit => (hit.AttributeId, hit.ValueId))
        .Select(same => same.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.CategoryId, StringComparer.Ordinal).First())
        .OrderByDescending(hit => hit.Score)
        .ThenBy(hit => hit.AttributeId, StringComparer.Ordinal)
        .ThenBy(hit => hit.ValueId, StringComparer.Ordinal);

    // One field each, whose graph links keep the recall; several categories or attributes are several searches of one batch.
    private static IEnumerable<(string? Category, SearchFilter Points)> FiltersOf(ValueFilter filter, VersionMap map)
    {
        foreach (string attribute in filter.AttributeIds ?? [])
        {
            _ = map.RowsOf(attribute); // throws when there is none
        }

        if (filter.CategoryIds is null)
        {
            return filter.AttributeIds is null
                ? [(null, new SearchFilter(PayloadFields.Kind, "value", map.ValueRows))]
                : filter.AttributeIds.Distinct()
                    .Select(attribute => ((string?)null, new SearchFilter(PayloadFields.AttributeId, attribute, map.RowsOf(attribute))));
        }

        return filter.CategoryIds.Distinct().SelectMany(category => filter.AttributeIds is null
            ? [(category, new SearchFilter(PayloadFields.CategoryId, category, map.RangesOf(category).Sum(range => range.Values.Rows)))]
            : map.RangesOf(category)
                .Where(range => filter.AttributeIds.Contains(range.AttributeId))
                .Select(range => ((string?)category, range.Values)));
    }

    private Task RunAsync(
        PinnedVersion version, ReadOnlyMemory<float> query, IReadOnlyList<IBatchedSearch> searches, CancellationToken cancellationToken) =>
        SearchBatches.RunAsync(server, version.Collection, query, searches, options.BatchSearches, cancellationToken);

    private static Comparer<BestPoint> ByValue { get; } = Order(PayloadFields.ValueId);

    private static Comparer<BestPoint> ByCategory { get; } = Order(PayloadFields.Of);

    private static Comparer<BestPoint> ByAttribute { get; } = Order(PayloadFields.AttributeId, PayloadFields.ValueId);

    private static Comparer<BestPoint> Order(params string[] fields) => Comparer<BestPoint>.Create((x, y) =>
    {
        int order = y.Score.CompareTo(x.Score);
        for (int i = 0; order == 0 && i < fields.Length; i++)
        {
            order = string.CompareOrdinal(x.Payload.TextOf(fields[i]), y.Payload.TextOf(fields[i]));
        }

        return order;
    });
}

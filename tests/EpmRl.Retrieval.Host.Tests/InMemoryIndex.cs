using System.Numerics.Tensors;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Host.Tests;

/// <summary>A version of an index as a list of rows, scored one by one.</summary>
internal sealed class InMemoryIndex(EmbeddedVectorIndex version) : IVectorIndex
{
    private readonly IndexRow[] rows = [.. version.Rows()];

    public IndexManifest Manifest { get; } = version.Manifest;

    public ProductTaxonomy Taxonomy { get; } = version.Taxonomy;

    public bool IsDisposed { get; private set; }

    public ValueTask<IReadOnlyList<AttributeScores>> ScoreAsync(
        ReadOnlyMemory<float> item, string categoryId, int limit, CancellationToken cancellationToken = default)
    {
        Assert.True(Taxonomy.TryFindCategory(categoryId, out Category? category));
        ILookup<string?, IndexRow> byAttribute = rows
            .Where(row => row.Kind != IndexRowKind.Category && row.CategoryIds.Contains(categoryId))
            .ToLookup(row => row.AttributeId);
        return new([.. category.Attributes.Where(attribute => attribute.Values.Count > 0).Select(attribute => new AttributeScores(
            attribute.Id,
            Score(item, byAttribute[attribute.Id].Single(row => row.Kind == IndexRowKind.NullValue)),
            [.. byAttribute[attribute.Id]
                .Where(row => row.Kind == IndexRowKind.Value)
                .GroupBy(row => row.ValueId!, (value, prompts) => new ScoredValue(value, prompts.Max(row => Score(item, row))))
                .OrderByDescending(value => value.Score)
                .ThenBy(value => value.ValueId, StringComparer.Ordinal)
                .Take(limit)]))]);
    }

    public ValueTask<IReadOnlyList<CategoryScore>> ScoreCategoriesAsync(
        ReadOnlyMemory<float> item, int limit, CancellationToken cancellationToken = default) =>
        new([.. rows
            .Where(row => row.Kind == IndexRowKind.Category)
            .GroupBy(row => row.CategoryIds[0], (category, prompts) => new CategoryScore(category, prompts.Max(row => Score(item, row))))
            .OrderByDescending(category => category.Score)
            .ThenBy(category => category.CategoryId, StringComparer.Ordinal)
            .Take(limit)]);

    public ValueTask<IReadOnlyList<ValueHit>> SearchAsync(
        ReadOnlyMemory<float> query, ValueFilter filter, int limit, CancellationToken cancellationToken = default) =>
        new([.. rows
            .Where(row => row.Kind == IndexRowKind.Value && filter.AttributeIds?.Contains(row.AttributeId!) != false)
            .SelectMany(row => row.CategoryIds
                .Where(category => filter.CategoryIds?.Contains(category) != false)
                .Select(category => new ValueHit(category, row.AttributeId!, row.ValueId!, Score(query, row))))
            .GroupBy(hit => (hit.AttributeId, hit.ValueId), (_, same) =>
                same.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.CategoryId, StringComparer.Ordinal).First())
            .OrderByDescending(hit => hit.Score)
            .ThenBy(hit => hit.AttributeId, StringComparer.Ordinal)
            .ThenBy(hit => hit.ValueId, StringComparer.Ordinal)
            .Take(limit)]);

    public void Dispose() => IsDisposed = true;

    private static float Score(ReadOnlyMemory<float> vector, IndexRow row) => TensorPrimitives.Dot(vector.Span, row.Vector.Span);
}

using System.Collections.Concurrent;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>The points of a collection that belong to a category and attribute, read from the version's layout.</summary>
internal sealed class VersionMap
{
    private readonly IndexContent content;
    private readonly Dictionary<string, int> categories;
    private readonly Dictionary<int, StoredRange> ranges; // by first row
    private readonly Dictionary<string, string> firstCategories = new(StringComparer.Ordinal); // of every scope
    private readonly ConcurrentDictionary<int, MappedRange[]> mapped = []; // by category, created on demand
    private readonly Dictionary<string, long> rowsOfAttributes = new(StringComparer.Ordinal);

    public VersionMap(IndexContent content)
    {
        this.content = content;
        categories = content.Taxonomy.Categories
            .Select((category, place) => KeyValuePair.Create(category.Id, place))
            .ToDictionary(StringComparer.Ordinal);
        ranges = StoredRange.Of(content.Layout, content.Taxonomy).ToDictionary(range => range.FirstRow);
        foreach (StoredRange range in ranges.Values)
        {
            string attribute = content.Taxonomy.Attributes[range.Attribute].Id;
            string category = content.Taxonomy.Categories[range.Categories[0]].Id;
            firstCategories.Add(Keywords.Join(category, attribute), category);
            rowsOfAttributes[attribute] = rowsOfAttributes.GetValueOrDefault(attribute) + content.Layout.ValueOfRow[range.Attribute].Length;
        }

        CategoryRows = content.Layout.Categories.Sum(category => (long)category.Prompts);
    }

    /// <summary>Number of vectors of categories.</summary>
    public long CategoryRows { get; }

    /// <summary>Number of vectors of values.</summary>
    public long ValueRows => content.Layout.Rows - CategoryRows - ranges.Count;

    /// <summary>Number of vectors of null values, which equals the number of scopes.</summary>
    public int NullRows => ranges.Count;

    /// <summary>Every scope with its number of points.</summary>
    public IEnumerable<(string Scope, long Points)> Scopes() => ranges.Values.Select(range => (
        Keywords.Join(content.Taxonomy.Categories[range.Categories[0]].Id, content.Taxonomy.Attributes[range.Attribute].Id),
        (long)content.Layout.ValueOfRow[range.Attribute].Length));

    /// <summary>The attributes of a category that have values, in its order.</summary>
    /// <exception cref="ArgumentException">There is no such category.</exception>
    public IReadOnlyList<MappedRange> RangesOf(string categoryId)
    {
        ArgumentNullException.ThrowIfNull(categoryId);
        if (!categories.TryGetValue(categoryId, out int place))
        {
            throw new ArgumentException(
                $"Index '{content.Manifest.Version}' has no category with the id '{categoryId}'.", nameof(categoryId));
        }

        return mapped.GetOrAdd(place, category => [.. content.Layout.Categories[category].Ranges.Select(Map)]);
    }

    /// <summary>Number of vectors of an attribute's values in all categories.</summary>
    /// <exception cref="ArgumentException">There is no such attribute.</exception>
    public long RowsOf(string attributeId) => content.Taxonomy.TryFindAttribute(attributeId, out _)
        ? rowsOfAttributes.GetValueOrDefault(attributeId)
        : throw new ArgumentException(
            $"Index '{content.Manifest.Version}' has no attribute with the id '{attributeId}'.", nameof(attributeId));

    /// <summary>The category that represents a scope.</summary>
    /// <exception cref="IndexFormatException">The version has no such scope.</exception>
    public string CategoryOf(string? scope) => scope is not null && firstCategories.TryGetValue(scope, out string? category)
        ? category
        : throw new IndexFormatException(
            $"A point of version '{content.Manifest.Version}' has the scope '{scope}', which the version does not have. Load it again.");

    private MappedRange Map(AttributeRange range)
    {
        string attribute = content.Taxonomy.Attributes[range.Attribute].Id;
        string category = content.Taxonomy.Categories[ranges[range.FirstRow].Categories[0]].Id;
        int[] rows = content.Layout.ValueOfRow[range.Attribute];
        bool described = rows.Zip(rows.Skip(1)).Any(pair => pair.First == pair.Second);
        return new MappedRange(
            attribute,
            new SearchFilter(PayloadFields.Scope, Keywords.Join(category, attribute), rows.Length),
            PointIds.OfNull(category, attribute),
            described ? 2 : 1);
    }
}

/// <summary>One attribute of a category, as points.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="Values">Finds the points of its values.</param>
/// <param name="NullPoint">Id of its null value's point.</param>
/// <param name="PointsPerValue">Most points of one value.</param>
internal readonly record struct MappedRange(string AttributeId, SearchFilter Values, string NullPoint, int PointsPerValue);

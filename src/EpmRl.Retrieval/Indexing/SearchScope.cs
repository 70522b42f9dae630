using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>The rows that a free search covers: ranges in row order, each once.</summary>
/// <param name="Ranges">The ranges.</param>
/// <param name="Rows">Total number of rows, without null rows.</param>
internal sealed record SearchScope(SearchRange[] Ranges, long Rows)
{
    private ILookup<int, SearchRange>? byAttribute;

    /// <summary>The ranges of each attribute, in row order.</summary>
    public ILookup<int, SearchRange> ByAttribute => byAttribute ??= Ranges.ToLookup(range => range.Attribute);

    /// <summary>The ranges of categories. A range shared by several comes once, for the category with the smallest id.</summary>
    /// <param name="layout">The index's layout.</param>
    /// <param name="taxonomy">The index's taxonomy.</param>
    /// <param name="categories">Places of the categories.</param>
    /// <param name="attributes">Places of the attributes; null for all.</param>
    public static SearchScope Of(IndexLayout layout, ProductTaxonomy taxonomy, IEnumerable<int> categories, HashSet<int>? attributes)
    {
        var byFirstRow = new Dictionary<int, SearchRange>();
        foreach (int category in categories)
        {
            foreach (AttributeRange range in layout.Categories[category].Ranges)
            {
                if (attributes?.Contains(range.Attribute) != false
                    && (!byFirstRow.TryGetValue(range.FirstRow, out SearchRange known)
                        || string.CompareOrdinal(taxonomy.Categories[category].Id, taxonomy.Categories[known.Category].Id) < 0))
                {
                    byFirstRow[range.FirstRow] = new SearchRange(category, range.Attribute, range.FirstRow);
                }
            }
        }

        SearchRange[] ranges = [.. byFirstRow.Values];
        return Over(ranges, layout);
    }

    /// <summary>Of each attribute the range of one category: the first in the taxonomy, where parents precede children.</summary>
    /// <param name="layout">The index's layout.</param>
    public SearchScope OneCategoryEach(IndexLayout layout) =>
        Over([.. ByAttribute.Select(same => same.MinBy(range => range.Category))], layout);

    private static SearchScope Over(SearchRange[] ranges, IndexLayout layout)
    {
        Array.Sort(ranges, (x, y) => x.FirstRow.CompareTo(y.FirstRow));
        return new SearchScope(ranges, ranges.Sum(range => (long)layout.ValueOfRow[range.Attribute].Length));
    }
}

/// <summary>The rows of an attribute, and the category they are found in.</summary>
/// <param name="Category">Place of the category.</param>
/// <param name="Attribute">Place of the attribute.</param>
/// <param name="FirstRow">The null value's row; the values' rows follow.</param>
internal readonly record struct SearchRange(int Category, int Attribute, int FirstRow);

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Indexing;

/// <summary>A range of rows, stored once, and the categories that share it.</summary>
/// <param name="Attribute">Place of the attribute in the taxonomy.</param>
/// <param name="FirstRow">The null value's row; the values' rows follow.</param>
/// <param name="Categories">Places of the categories, ordered by id; the first represents them all.</param>
internal sealed record StoredRange(int Attribute, int FirstRow, IReadOnlyList<int> Categories)
{
    /// <summary>The ranges of a layout, in the order of their rows.</summary>
    public static StoredRange[] Of(IndexLayout layout, ProductTaxonomy taxonomy)
    {
        var ranges = new Dictionary<int, (int Attribute, List<int> Categories)>();
        for (int c = 0; c < layout.Categories.Length; c++)
        {
            foreach (AttributeRange range in layout.Categories[c].Ranges)
            {
                if (!ranges.TryGetValue(range.FirstRow, out (int Attribute, List<int> Categories) stored))
                {
                    stored = (range.Attribute, []);
                    ranges.Add(range.FirstRow, stored);
                }

                stored.Categories.Add(c);
            }
        }

        return [.. ranges
            .OrderBy(range => range.Key)
            .Select(range => new StoredRange(
                range.Value.Attribute,
                range.Key,
                [.. range.Value.Categories.OrderBy(category => taxonomy.Categories[category].Id, StringComparer.Ordinal)]))];
    }
}

using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Labels common to many attributes, such as "Other": they say nothing about an attribute, and nobody searches for them.</summary>
internal static class CommonLabels
{
    private const double Share = 0.1; // of all attributes
    private const int Fewest = 10;

    /// <summary>The keys of such labels.</summary>
    /// <param name="attributes">The labels of each attribute.</param>
    public static HashSet<string> Of(IReadOnlyCollection<IEnumerable<string>> attributes) =>
    [
        .. attributes.SelectMany(labels => labels.Select(TextKey.Of).Distinct(StringComparer.Ordinal))
            .CountBy(label => label, StringComparer.Ordinal)
            .Where(count => count.Value >= Math.Max(Fewest, Share * attributes.Count))
            .Select(count => count.Key),
    ];
}

using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Search;

/// <summary>The category tree, with the attributes of each category. Safe for concurrent readers.</summary>
internal sealed class CategoryTree
{
    private readonly IReadOnlyList<Category> categories;
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly int[] parents; // -1 for a root
    private readonly Dictionary<string, List<int>> byAttribute = new(StringComparer.Ordinal);

    public CategoryTree(ProductTaxonomy taxonomy)
    {
        categories = taxonomy.Categories;
        parents = new int[categories.Count];
        for (int c = 0; c < categories.Count; c++)
        {
            places.Add(categories[c].Id, c);
            // parents come first
            parents[c] = categories[c].ParentId is string parent && places.TryGetValue(parent, out int place) ? place : -1;
            foreach (AttributeDefinition attribute in categories[c].Attributes)
            {
                if (!byAttribute.TryGetValue(attribute.Id, out List<int>? own))
                {
                    byAttribute.Add(attribute.Id, own = []);
                }

                own.Add(c);
            }
        }
    }

    /// <summary>A category and its descendants, parents before children.</summary>
    public List<Category> Under(Category category)
    {
        var found = new List<Category> { category };
        bool[] inside = new bool[categories.Count];
        int first = places[category.Id];
        inside[first] = true;
        for (int c = first + 1; c < categories.Count; c++)
        {
            if (parents[c] >= 0 && inside[parents[c]])
            {
                inside[c] = true;
                found.Add(categories[c]);
            }
        }

        return found;
    }

    /// <summary>The first category of a scope that has an attribute; null where none has.</summary>
    /// <param name="attribute">Id of the attribute.</param>
    /// <param name="scope">Ids of the categories; null for all.</param>
    public string? FirstWith(string attribute, HashSet<string>? scope) => byAttribute.TryGetValue(attribute, out List<int>? having)
        ? having.Select(place => categories[place].Id).FirstOrDefault(id => scope?.Contains(id) != false)
        : null;

    /// <summary>Number of categories that have an attribute.</summary>
    public int CountWith(string attribute) => byAttribute.TryGetValue(attribute, out List<int>? having) ? having.Count : 0;

    /// <summary>The number of categories in a scope with one of several attributes, and their lowest common ancestor.</summary>
    /// <param name="attributes">Ids of the attributes.</param>
    /// <param name="scope">Ids of the categories; null for all.</param>
    /// <returns>Their number; the id of the ancestor, null where they have none in common.</returns>
    public (int Count, string? Common) Having(IEnumerable<string> attributes, HashSet<string>? scope)
    {
        var having = new HashSet<int>();
        foreach (string attribute in attributes)
        {
            foreach (int place in byAttribute.GetValueOrDefault(attribute) ?? [])
            {
                if (scope?.Contains(categories[place].Id) != false)
                {
                    having.Add(place);
                }
            }
        }

        int common = having.Count == 0 ? -1 : having.First();
        foreach (int place in having)
        {
            // Parents come first, so the later of two is never an ancestor of the other.
            for (int other = place; common != other && common >= 0;)
            {
                (common, other) = common > other ? (parents[common], other) : (common, parents[other]);
            }
        }

        return (having.Count, common < 0 ? null : categories[common].Id);
    }

    /// <summary>Counts values per category one level below a category, descendants included.</summary>
    /// <param name="within">The category; null for the level of the roots.</param>
    /// <param name="valuesByAttribute">Number of values by attribute.</param>
    /// <param name="scope">Ids of the categories counted; null for all.</param>
    public List<FacetCount> Count(Category? within, IReadOnlyDictionary<string, int> valuesByAttribute, HashSet<string>? scope)
    {
        int above = within is null ? -1 : places[within.Id];
        var counts = new Dictionary<int, int>();
        var seen = new HashSet<int>();
        foreach ((string attribute, int values) in valuesByAttribute)
        {
            seen.Clear();
            foreach (int category in byAttribute.GetValueOrDefault(attribute) ?? [])
            {
                int child = category;
                while (child >= 0 && parents[child] != above)
                {
                    child = parents[child];
                }

                if (child >= 0 && scope?.Contains(categories[category].Id) != false && seen.Add(child))
                {
                    counts[child] = counts.GetValueOrDefault(child) + values;
                }
            }
        }

        return [.. counts
            .Select(count => new FacetCount(categories[count.Key].Id, count.Value))
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Id, StringComparer.Ordinal)];
    }
}

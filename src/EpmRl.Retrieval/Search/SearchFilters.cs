using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Search;

/// <summary>The filters of a query, with names resolved.</summary>
/// <param name="Within">The category searched; null for all.</param>
/// <param name="Categories">Ids of the categories searched; null for all.</param>
/// <param name="NamedAttributes">Ids of the requested attributes; null for none.</param>
/// <param name="Attributes">Ids of the attributes searched.</param>
internal sealed record SearchFilters(
    Category? Within, HashSet<string>? Categories, HashSet<string>? NamedAttributes, HashSet<string> Attributes)
{
    /// <summary>Resolves names.</summary>
    /// <exception cref="InvalidRequestException">Unknown category or attribute; names the closest.</exception>
    public static SearchFilters Of(ValueQuery query, ProductTaxonomy taxonomy, CategoryTree tree)
    {
        Category? within = query.Category is null ? null : FindCategory(query.Category, taxonomy);
        List<Category>? scope = within is null ? null : query.IncludeBelow ? tree.Under(within) : [within];
        AttributeDefinition[] used =
            [.. (scope ?? taxonomy.Categories).SelectMany(category => category.Attributes)
                .DistinctBy(attribute => attribute.Id, StringComparer.Ordinal)];
        HashSet<string>? named = query.Attribute is null
            ? null
            : FindAttributes(query.Attribute, within is null ? taxonomy.Attributes : used, within).ToHashSet(StringComparer.Ordinal);
        return new SearchFilters(
            within,
            scope?.Select(category => category.Id).ToHashSet(StringComparer.Ordinal),
            named,
            used.Select(attribute => attribute.Id).Where(id => named?.Contains(id) != false).ToHashSet(StringComparer.Ordinal));
    }

    private static Category FindCategory(string name, ProductTaxonomy taxonomy) => taxonomy.TryFindCategory(name, out Category? category)
        ? category
        : throw new InvalidRequestException(
            taxonomy.Categories.Where(one => TextKey.Of(one.Name) == TextKey.Of(name)).ToArray() is { Length: > 1 } several
                ? $"Several categories are called '{name}': {string.Join(", ", several.Take(5).Select(one => $"'{one.Path}'"))}. Give the "
                    + $"path or the id."
                : $"Unknown category '{name}'.{ClosestName.Hint(name, [.. taxonomy.Categories.Select(one => one.Name)])}");

    private static IEnumerable<string> FindAttributes(string name, IReadOnlyList<AttributeDefinition> candidates, Category? within)
    {
        AttributeDefinition[] found = [.. candidates.Where(one => one.Id == name)];
        if (found.Length == 0)
        {
            string key = TextKey.Of(name);
            found = [.. candidates.Where(one => TextKey.Of(one.Name) == key)];
        }

        return found.Length > 0
            ? found.Select(one => one.Id)
            : throw new InvalidRequestException(
                $"Unknown attribute '{name}'{(within is null ? "" : $" of category '{within.Name}'")}." +
                ClosestName.Hint(name, [.. candidates.Select(one => one.Name).Distinct(StringComparer.Ordinal)]));
    }
}

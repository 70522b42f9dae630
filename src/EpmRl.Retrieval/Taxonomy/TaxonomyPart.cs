using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Extracts parts of taxonomies that are larger than a catalogue needs.</summary>
internal static class TaxonomyPart
{
    /// <summary>Keeps categories with their descendants; their ancestors stay for their names, without attributes.</summary>
    /// <param name="taxonomy">The complete taxonomy.</param>
    /// <param name="categories">Ids, paths or unambiguous names of categories; at least one.</param>
    /// <returns>A taxonomy of another version, with the attributes that its categories use. Ids, paths and values are unchanged.</returns>
    /// <exception cref="InvalidRequestException">Unknown category; names the closest.</exception>
    public static ProductTaxonomy Below(ProductTaxonomy taxonomy, IEnumerable<string> categories)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(categories);
        HashSet<string> kept = [.. categories.Select(name => Find(taxonomy, name).Id)];
        ArgumentOutOfRangeException.ThrowIfZero(kept.Count, nameof(categories));
        foreach (Category category in taxonomy.Categories.Where(category => category.ParentId is not null)) // parents come before children
        {
            if (kept.Contains(category.ParentId!))
            {
                kept.Add(category.Id);
            }
        }

        return Of(taxonomy, kept);
    }

    /// <summary>Keeps only these categories, not their descendants; their ancestors stay for their names, without attributes.</summary>
    /// <param name="taxonomy">The complete taxonomy.</param>
    /// <param name="categoryIds">Ids of categories; unknown ones are ignored.</param>
    public static ProductTaxonomy Of(ProductTaxonomy taxonomy, IReadOnlySet<string> categoryIds)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(categoryIds);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (Category category in taxonomy.Categories.Reverse()) // children before parents
        {
            if ((categoryIds.Contains(category.Id) || named.Contains(category.Id)) && category.ParentId is not null)
            {
                named.Add(category.ParentId);
            }
        }

        Category[] kept =
        [
            .. taxonomy.Categories.Where(category => categoryIds.Contains(category.Id) || named.Contains(category.Id))
                .Select(category => categoryIds.Contains(category.Id) ? category : category with { Attributes = [] }),
        ];
        var used = kept.SelectMany(category => category.Attributes).Select(attribute => attribute.Id).ToHashSet(StringComparer.Ordinal);
        AttributeDefinition[] attributes = [.. taxonomy.Attributes.Where(attribute => used.Contains(attribute.Id))];
        return new ProductTaxonomy(
            taxonomy.Name,
            TaxonomyVersion.Of(taxonomy.Name, taxonomy.Locale, kept, attributes, taxonomy.Packs, taxonomy.Units, taxonomy.NumberWords),
            kept,
            attributes,
            taxonomy.Packs,
            taxonomy.Units,
            taxonomy.NumberWords,
            taxonomy.Locale);
    }

    private static Category Find(ProductTaxonomy taxonomy, string name)
    {
        if (taxonomy.TryFindCategory(name, out Category? category))
        {
            return category;
        }

        string hint = ClosestName.Hint(name, [.. taxonomy.Categories.Select(one => one.Name).Distinct(StringComparer.Ordinal)]);
        throw new InvalidRequestException(
            $"Unknown category '{name}', or several have that name.{hint} Give the id or the complete path.");
    }
}

using System.Diagnostics.CodeAnalysis;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A complete taxonomy: categories, attributes, values and their packs. Immutable, safe for concurrent readers.</summary>
public sealed class ProductTaxonomy
{
    private readonly Dictionary<string, Category> categoriesById;
    // built at the first look-up by name, which keeps opening an index fast
    private readonly Lazy<Dictionary<string, Category?>> categoriesByName;
    private readonly Dictionary<string, AttributeDefinition> attributesById;

    /// <summary>Builds a taxonomy from valid parts; the loader checks them and reports every problem.</summary>
    /// <param name="name">The taxonomy's name.</param>
    /// <param name="version">Hash of its content, stored in every answer.</param>
    /// <param name="categories">Parents before children.</param>
    /// <param name="attributes">Every attribute, used by a category or not.</param>
    /// <param name="packs">The value packs that attributes refer to.</param>
    /// <param name="units">The units of quantities.</param>
    /// <param name="numberWords">The words for counts.</param>
    /// <param name="locale">BCP-47 tag of the labels' language.</param>
    internal ProductTaxonomy(
        string name,
        string version,
        IReadOnlyList<Category> categories,
        IReadOnlyList<AttributeDefinition> attributes,
        IReadOnlyList<ValuePack>? packs = null,
        UnitPack? units = null,
        NumberWords? numberWords = null,
        string locale = "en")
    {
        Name = name;
        Locale = locale;
        Version = version;
        Categories = categories;
        Attributes = attributes;
        Packs = packs ?? [];
        Units = units ?? UnitPack.Empty;
        NumberWords = numberWords ?? NumberWords.Empty;
        categoriesById = categories.ToDictionary(category => category.Id, StringComparer.Ordinal);
        attributesById = attributes.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal);
        categoriesByName = new Lazy<Dictionary<string, Category?>>(() => ByName(categories));
    }

    /// <summary>The taxonomy's name.</summary>
    public string Name { get; }

    /// <summary>BCP-47 tag of the labels' language.</summary>
    public string Locale { get; }

    /// <summary>Hash of the content: two taxonomies with the same content have the same version.</summary>
    public string Version { get; }

    /// <summary>Every category, parents before children.</summary>
    public IReadOnlyList<Category> Categories { get; }

    /// <summary>Every attribute.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes { get; }

    /// <summary>The value packs that attributes refer to.</summary>
    internal IReadOnlyList<ValuePack> Packs { get; }

    /// <summary>The units of quantities.</summary>
    internal UnitPack Units { get; }

    /// <summary>The words for counts.</summary>
    internal NumberWords NumberWords { get; }

    /// <summary>Finds a category by its id, its full path, or a name, in any language, that only one category has.</summary>
    /// <param name="idPathOrName">The listing's category.</param>
    /// <param name="category">The category found.</param>
    /// <returns>False when no category, or more than one, has that name.</returns>
    public bool TryFindCategory(string idPathOrName, [NotNullWhen(true)] out Category? category) =>
        categoriesById.TryGetValue(idPathOrName, out category)
        || (categoriesByName.Value.TryGetValue(TextKey.Of(idPathOrName), out category) && category is not null);

    /// <summary>Finds an attribute by its id.</summary>
    public bool TryFindAttribute(string id, [NotNullWhen(true)] out AttributeDefinition? attribute) =>
        attributesById.TryGetValue(id, out attribute);

    // The value is null where several categories share the name.
    private static Dictionary<string, Category?> ByName(IReadOnlyList<Category> categories)
    {
        var byName = new Dictionary<string, Category?>(StringComparer.Ordinal);
        foreach (Category category in categories)
        {
            string key = TextKey.Of(category.Name);
            byName[key] = byName.ContainsKey(key) ? null : category;
        }

        // Alternative names, in any language, apply where no category has them as its name.
        var further = new Dictionary<string, Category?>(StringComparer.Ordinal);
        foreach (Category category in categories)
        {
            foreach (string key in category.Names.Values.SelectMany(names => names).Select(TextKey.Of).Distinct(StringComparer.Ordinal))
            {
                further[key] = further.ContainsKey(key) ? null : category;
            }
        }

        foreach ((string key, Category? category) in further)
        {
            byName.TryAdd(key, category);
        }

        foreach (Category category in categories)
        {
            byName[TextKey.Of(category.Path)] = category; // a path is never ambiguous, so it wins
        }

        return byName;
    }
}

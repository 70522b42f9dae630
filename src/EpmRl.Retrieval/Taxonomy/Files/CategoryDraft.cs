using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A category as stated in its file: its additions to, and exclusions from, its parent's attributes.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="ParentId">Id of the parent, or null.</param>
/// <param name="Description">A sentence, or null.</param>
/// <param name="Own">Ids of the attributes it adds.</param>
/// <param name="Without">Ids of inherited attributes that do not apply here, nor below.</param>
internal sealed record CategoryDraft(
    string Id, string Name, string? ParentId, string? Description, IReadOnlyList<string> Own, IReadOnlyList<string> Without)
{
    /// <summary>Further names, by language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Names { get; init; } = Category.NoNames;

    /// <summary>The position of a part: its <c>id</c>, or a key.</summary>
    public Func<string, Place> PlaceOf { get; init; } = _ => new Place("", 0);

    /// <summary>The same, with everything at one position.</summary>
    public CategoryDraft At(string path, int line) => this with { PlaceOf = _ => new Place(path, line) };

    /// <summary>
    /// Builds the categories, parents before children, otherwise in the given order. The drafts are valid and free of cycles.
    /// </summary>
    public static IReadOnlyList<Category> Resolve(
        IReadOnlyList<CategoryDraft> drafts, IReadOnlyDictionary<string, AttributeDefinition> attributes)
    {
        var byId = drafts.ToDictionary(draft => draft.Id, StringComparer.Ordinal);
        var done = new Dictionary<string, Category>(StringComparer.Ordinal);
        var ordered = new List<Category>(drafts.Count);
        var chain = new Stack<CategoryDraft>();
        foreach (CategoryDraft draft in drafts)
        {
            for (CategoryDraft? next = draft; next is not null && !done.ContainsKey(next.Id);)
            {
                chain.Push(next);
                next = next.ParentId is null ? null : byId[next.ParentId];
            }

            while (chain.TryPop(out CategoryDraft? next))
            {
                Category category = next.Resolve(next.ParentId is null ? null : done[next.ParentId], attributes);
                done.Add(category.Id, category);
                ordered.Add(category);
            }
        }

        return ordered;
    }

    /// <summary>The drafts of all categories, by id, in their order.</summary>
    public static Dictionary<string, CategoryDraft> AllOf(ProductTaxonomy taxonomy)
    {
        var byId = taxonomy.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal);
        return taxonomy.Categories.ToDictionary(
            category => category.Id, category => Of(category, category.ParentId is null ? null : byId[category.ParentId]),
            StringComparer.Ordinal);
    }

    /// <summary>The draft that gives the same category.</summary>
    public static CategoryDraft Of(Category category, Category? parent)
    {
        HashSet<string> inherited = parent is null ? [] : [.. parent.Attributes.Select(attribute => attribute.Id)];
        HashSet<string> all = [.. category.Attributes.Select(attribute => attribute.Id)];
        return new CategoryDraft(category.Id, category.Name, category.ParentId, category.Description,
            [.. category.Attributes.Select(attribute => attribute.Id).Where(id => !inherited.Contains(id))],
            parent is null
                ? []
                : [.. parent.Attributes.Select(attribute => attribute.Id).Where(id => !all.Contains(id))]) { Names = category.Names };
    }

    private Category Resolve(Category? parent, IReadOnlyDictionary<string, AttributeDefinition> attributes)
    {
        var inherited = parent?.Attributes ?? [];
        HashSet<string> without = [.. Without];
        return new Category
        {
            Id = Id,
            Name = Name,
            ParentId = ParentId,
            Path = parent is null ? Name : $"{parent.Path} > {Name}",
            Description = Description,
            Names = Names,
            Attributes = Own.Count == 0 && Without.Count == 0
                ? inherited
                : [.. inherited.Where(attribute => !without.Contains(attribute.Id)), .. Own.Select(id => attributes[id])],
        };
    }
}

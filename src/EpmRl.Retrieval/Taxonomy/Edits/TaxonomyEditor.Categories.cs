using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <content>The category tree.</content>
internal sealed partial class TaxonomyEditor
{
    /// <summary>A required category.</summary>
    public CategoryDraft Category(string id) => categories.TryGetValue(id, out CategoryDraft? category)
        ? category
        : throw new EditRefusedException($"There is no category '{id}'.{CategoryHint(id)}");

    /// <summary>Stores a changed category.</summary>
    public void Change(CategoryDraft category)
    {
        if (category.Description is not null)
        {
            _ = Text(category.Description, "description");
        }

        if (categories.Values.FirstOrDefault(other => other.Id != category.Id && other.ParentId == category.ParentId
            && TextKey.Of(other.Name) == TextKey.Of(category.Name)) is { } twin)
        {
            throw new EditRefusedException($"'{twin.Id}' has the same parent and the name '{category.Name}' already. Choose another name.");
        }

        categories[category.Id] = category;
    }

    public void NameCategory(string id, string language, IReadOnlyList<string> names)
    {
        if (!ValueSettings.IsLanguageTag(language))
        {
            throw new EditRefusedException($"'{language}' is not a language tag. Expected one of BCP 47, such as 'de' or 'pt-BR'.");
        }

        CategoryDraft category = Category(id);
        var all = new SortedDictionary<string, IReadOnlyList<string>>(
            category.Names.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        all.Remove(language);
        if (names.Count > 0)
        {
            all[language] = [.. names.Select(name => Text(name, "name")).DistinctBy(TextKey.Of)];
        }

        if (all.Values.Sum(list => list.Count) > TaxonomyLimits.Aliases)
        {
            throw new EditRefusedException($"'{id}' would have more than {TaxonomyLimits.Aliases:N0} names.");
        }

        Change(category with { Names = all });
    }

    public void AddCategory(string id, string label, string? parent, string? description, IReadOnlyList<string> own)
    {
        CheckId(id, "category");
        if (categories.TryGetValue(id, out CategoryDraft? known))
        {
            throw new EditRefusedException($"There is a category '{id}' already: '{known.Name}'. Choose another id.");
        }

        history.ThrowIfTaken(RemovedKind.Category, id, label, Removed);
        if (parent is not null)
        {
            CheckDepth(1 + DepthOf(Category(parent).Id));
        }

        foreach (string attribute in own)
        {
            _ = Attribute(attribute);
        }

        Change(new CategoryDraft(id, Text(label, "name"), parent, description, [.. own.Distinct(StringComparer.Ordinal)], []));
        Tidy();
    }

    public void Move(string id, string? parent)
    {
        CategoryDraft category = Category(id);
        if (parent is not null)
        {
            for (string? above = Category(parent).Id; above is not null; above = categories[above].ParentId)
            {
                if (above == id)
                {
                    throw new EditRefusedException($"'{parent}' lies below '{id}': a category cannot be its own ancestor.");
                }
            }

            CheckDepth(DepthOf(parent) + HeightOf(id));
        }

        if (parent == category.ParentId)
        {
            throw new EditRefusedException(parent is null ? $"'{id}' is a root already." : $"'{id}' lies in '{parent}' already.");
        }

        Change(category with { ParentId = parent });
        Tidy();
    }

    public void RemoveCategory(string id, string? into)
    {
        CategoryDraft category = Category(id);
        if (categories.Values.FirstOrDefault(other => other.ParentId == id) is { } child)
        {
            throw new EditRefusedException($"'{id}' has categories below it, such as '{child.Id}'. Move or remove them first.");
        }

        if (into is not null && Category(into).Id == id)
        {
            throw new EditRefusedException($"'{id}' cannot take its own listings.");
        }

        if (categories.Count == 1)
        {
            throw new EditRefusedException("This is the last category. A taxonomy has one at least.");
        }

        categories.Remove(id);
        Removed.Add(new RemovedId(RemovedKind.Category, id, category.Name, into));
    }

    public void Attach(string id, string attribute)
    {
        CategoryDraft category = Category(id);
        _ = Attribute(attribute);
        if (Effective(id).Contains(attribute))
        {
            throw new EditRefusedException($"Category '{id}' has the attribute '{attribute}' already.");
        }

        Change(category.Without.Contains(attribute)
            ? category with { Without = [.. category.Without.Where(other => other != attribute)] }
            : category with { Own = [.. category.Own, attribute] });
        Tidy();
    }

    public void Detach(string id, string attribute)
    {
        CategoryDraft category = Category(id);
        _ = Attribute(attribute);
        if (!Effective(id).Contains(attribute))
        {
            throw new EditRefusedException(
                $"Category '{id}' does not have the attribute '{attribute}'.{ClosestName.Hint(attribute, Effective(id))}");
        }

        Change(category.Own.Contains(attribute)
            ? category with { Own = [.. category.Own.Where(other => other != attribute)] }
            : category with { Without = [.. category.Without, attribute] });
        Tidy();
    }

    // A category states only its differences from the parent: inherited attributes are not listed, and attributes no longer inherited are
    // not excluded.
    private void Tidy()
    {
        var done = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string id in categories.Keys.ToArray())
        {
            Full(id);
        }

        HashSet<string> Full(string id)
        {
            if (done.TryGetValue(id, out HashSet<string>? known))
            {
                return known;
            }

            CategoryDraft category = categories[id];
            HashSet<string> inherited = category.ParentId is null ? [] : Full(category.ParentId);
            if (category.Own.Any(inherited.Contains) || !category.Without.All(inherited.Contains))
            {
                category = category with
                {
                    Own = [.. category.Own.Where(own => !inherited.Contains(own))],
                    Without = [.. category.Without.Where(inherited.Contains)],
                };
                categories[id] = category;
            }

            HashSet<string> full = [.. inherited.Except(category.Without), .. category.Own];
            done.Add(id, full);
            return full;
        }
    }

    private HashSet<string> Effective(string id)
    {
        CategoryDraft category = categories[id];
        HashSet<string> inherited = category.ParentId is null ? [] : Effective(category.ParentId);
        return [.. inherited.Except(category.Without), .. category.Own];
    }

    private int DepthOf(string id) => 1 + (categories[id].ParentId is string parent ? DepthOf(parent) : 0);

    private int HeightOf(string id) =>
        1 + categories.Values.Where(category => category.ParentId == id).Select(category => HeightOf(category.Id)).DefaultIfEmpty(0).Max();

    private static void CheckDepth(int depth)
    {
        if (depth > TaxonomyLimits.Levels)
        {
            throw new EditRefusedException($"The tree would be more than {TaxonomyLimits.Levels} levels deep.");
        }
    }

    private string CategoryHint(string id)
    {
        CategoryDraft[] byName = [.. categories.Values.Where(category => TextKey.Of(category.Name) == TextKey.Of(id))];
        return byName.Length == 1 ? $" '{byName[0].Name}' has the id '{byName[0].Id}'." : ClosestName.Hint(id, categories.Keys);
    }
}

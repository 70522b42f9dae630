using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Checks the parts of a taxonomy against each other and builds it: the last step of reading and of importing.</summary>
internal static class TaxonomyBuilder
{
    /// <summary>Checks, and builds unless the log has errors.</summary>
    public static ProductTaxonomy? Build(
        string name, string locale, IReadOnlyList<CategoryDraft> categories, IReadOnlyList<AttributeDraft> attributes, PackSet packs,
        string categoriesPath, ProblemLog log, CancellationToken cancellationToken)
    {
        if (categories.Count == 0 && !log.HasErrors)
        {
            log.Error(categoriesPath, 0, "There are no categories. A taxonomy has one at least.");
        }

        if (!log.HasErrors && TextKey.Of(name).Length == 0)
        {
            log.Error(categoriesPath, 0, "The taxonomy has no name. Give it one.");
        }

        LimitCheck.Text(name, TaxonomyLimits.Name, "The taxonomy's name", new Place(categoriesPath, 0), log);
        categories = CategoryCheck.Run(categories, log);
        var units = new UnitLookup(packs.Units);
        Dictionary<string, AttributeDefinition> all =
            attributes.ToDictionary(draft => draft.Definition.Id, draft => draft.Definition, StringComparer.Ordinal);
        foreach (AttributeDraft attribute in attributes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AttributeCheck.Run(attribute, all, packs, units, log);
        }

        if (log.HasErrors)
        {
            return null;
        }

        AttributeDefinition[] definitions =
            [.. attributes.Select(draft => draft.Definition).OrderBy(attribute => attribute.Id, StringComparer.Ordinal)];
        IReadOnlyList<Category> tree =
            CategoryDraft.Resolve(categories, definitions.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal));
        CheckNames(tree, categoriesPath, log);
        string version = TaxonomyVersion.Of(name, locale, tree, definitions, packs.ValuePacks, packs.Units, packs.NumberWords);
        return new ProductTaxonomy(name, version, tree, definitions, packs.ValuePacks, packs.Units, packs.NumberWords, locale);
    }

    private static void CheckNames(IReadOnlyList<Category> tree, string path, ProblemLog log)
    {
        var told = new HashSet<(string, string)>();
        foreach (Category category in tree)
        {
            var names = new Dictionary<string, AttributeDefinition>(StringComparer.Ordinal);
            foreach (AttributeDefinition attribute in category.Attributes)
            {
                if (!names.TryAdd(TextKey.Of(attribute.Name), attribute) && told.Add((names[TextKey.Of(attribute.Name)].Id, attribute.Id)))
                {
                    log.Warn(path, 0, $"Category '{category.Id}' has two attributes named '{attribute.Name}' "
                        + $"('{names[TextKey.Of(attribute.Name)].Id}' and '{attribute.Id}'). Answers use the name: give them different "
                        + $"ones.");
                }
            }
        }
    }
}

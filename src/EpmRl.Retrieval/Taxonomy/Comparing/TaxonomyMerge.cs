using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Merges two sides' changes of one taxonomy: each part (a value, an attribute's settings, a category, a pack) comes from the side that
/// changed it. A part that both changed in different ways is a conflict.
/// </summary>
internal static class TaxonomyMerge
{
    /// <summary>Merges two sides.</summary>
    /// <param name="origin">The common origin.</param>
    /// <param name="ours">One side.</param>
    /// <param name="theirs">The other side.</param>
    /// <param name="problems">The problems when the result is null: parts changed by both, or parts that do not fit together.</param>
    public static ProductTaxonomy? Join(
        ProductTaxonomy origin, ProductTaxonomy ours, ProductTaxonomy theirs, out IReadOnlyList<string> problems)
    {
        var conflicts = new List<string>();
        problems = conflicts;
        Dictionary<string, string> before = Parts(origin), one = Parts(ours), other = Parts(theirs);
        var fromOurs = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in before.Keys.Union(one.Keys).Union(other.Keys))
        {
            string? old = before.GetValueOrDefault(key), a = one.GetValueOrDefault(key), b = other.GetValueOrDefault(key);
            if (a != old && b != old && a != b && !key.StartsWith("order ", StringComparison.Ordinal))
            {
                conflicts.Add($"{key} was changed here and there: {a?.TrimEnd() ?? "(removed)"} | {b?.TrimEnd() ?? "(removed)"}");
            }
            else if (a != old)
            {
                fromOurs.Add(key);
            }
        }

        if (conflicts.Count > 0)
        {
            return null;
        }

        ProductTaxonomy Side(string key) => fromOurs.Contains(key) ? ours : theirs;
        var log = new ProblemLog();
        AttributeDraft[] attributes =
        [
            .. ours.Attributes.Concat(theirs.Attributes).Select(attribute => attribute.Id).Distinct(StringComparer.Ordinal)
                .Where(id => Side("attribute " + id).TryFindAttribute(id, out _))
                .Select(id => new AttributeDraft(Attribute(id, ours, theirs, Side), new Place("", 0))),
        ];
        Dictionary<string, CategoryDraft> ourTree = CategoryDraft.AllOf(ours), theirTree = CategoryDraft.AllOf(theirs);
        CategoryDraft[] categories =
        [
            .. ourTree.Keys.Union(theirTree.Keys)
                .Select(id => (fromOurs.Contains("category " + id) ? ourTree : theirTree).GetValueOrDefault(id)).OfType<CategoryDraft>(),
        ];
        ProductTaxonomy header = Side("taxonomy"), packs = Side("packs");
        var lines = new Dictionary<string, bool>(attributes.ToDictionary(draft => draft.Definition.Id, _ => false), StringComparer.Ordinal);
        IReadOnlyList<CategoryDraft> tree = CategoriesReader.Check(categories, lines, log);
        ProductTaxonomy? joined = log.HasErrors ? null
            : TaxonomyBuilder.Build(header.Name, header.Locale, tree, attributes, PackSet.Of(packs), "", log, default);
        conflicts.AddRange(log.ToList().Where(problem => !problem.IsWarning).Select(problem => problem.Message));
        return log.HasErrors ? null : joined;
    }

    private static AttributeDefinition Attribute(
        string id, ProductTaxonomy ours, ProductTaxonomy theirs, Func<string, ProductTaxonomy> side)
    {
        Side("attribute " + id, out AttributeDefinition settings);
        ours.TryFindAttribute(id, out AttributeDefinition? a);
        theirs.TryFindAttribute(id, out AttributeDefinition? b);
        Dictionary<string, TaxonomyValue> left = Values(a), right = Values(b);
        var chosen = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
        foreach (string value in left.Keys.Union(right.Keys))
        {
            if ((side($"value {id}/{value}") == ours ? left : right).TryGetValue(value, out TaxonomyValue? found))
            {
                chosen.Add(value, found);
            }
        }

        IEnumerable<string> order = side("order " + id) == ours ? left.Keys.Union(right.Keys) : right.Keys.Union(left.Keys);
        return settings with { Values = [.. order.Where(chosen.ContainsKey).Select(value => chosen[value])] };

        void Side(string key, out AttributeDefinition found) => side(key).TryFindAttribute(id, out found!);

        static Dictionary<string, TaxonomyValue> Values(AttributeDefinition? attribute) =>
            attribute?.Values.ToDictionary(value => value.Id, StringComparer.Ordinal) ?? [];
    }

    // Every part as text, by its identity: equal texts are equal parts.
    private static Dictionary<string, string> Parts(ProductTaxonomy taxonomy)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["taxonomy"] = $"{taxonomy.Name} ({taxonomy.Locale})",
            ["packs"] = string.Concat(taxonomy.Packs.OrderBy(pack => pack.Name, StringComparer.Ordinal).Select(TaxonomyText.Pack))
                + TaxonomyText.Pack("units", taxonomy.Units) + TaxonomyText.Pack("numbers", taxonomy.NumberWords),
        };
        foreach (AttributeDefinition attribute in taxonomy.Attributes)
        {
            parts["attribute " + attribute.Id] =
                string.Join(", ", TaxonomyText.Settings(attribute).Select(setting => $"{setting.Key}: {setting.Yaml}"));
            parts["order " + attribute.Id] = string.Join(' ', attribute.Values.Select(value => value.Id));
            foreach (TaxonomyValue value in attribute.Values)
            {
                parts[$"value {attribute.Id}/{value.Id}"] = TaxonomyText.Value(value);
            }
        }

        foreach ((string id, CategoryDraft draft) in CategoryDraft.AllOf(taxonomy))
        {
            parts["category " + id] = string.Join(", ", TaxonomyText.Nodes(draft).Select(node => $"{node.Key}: {YamlOut.Node(node.Node)}"));
        }

        return parts;
    }
}

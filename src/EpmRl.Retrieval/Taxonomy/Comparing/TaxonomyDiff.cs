using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The differences between two taxonomies: parts are matched by id.</summary>
internal sealed record TaxonomyDiff
{
    /// <summary>Version of the older taxonomy.</summary>
    public required string From { get; init; }

    /// <summary>Version of the newer one.</summary>
    public required string To { get; init; }

    /// <summary>Every difference: of the taxonomy and its packs, of categories, then of each attribute with its values.</summary>
    public required IReadOnlyList<TaxonomyChange> Changes { get; init; }

    /// <summary>Compares two taxonomies.</summary>
    /// <param name="from">The older one.</param>
    /// <param name="to">The newer one.</param>
    public static TaxonomyDiff Between(ProductTaxonomy from, ProductTaxonomy to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var changes = new List<TaxonomyChange>();
        if (from.Version != to.Version)
        {
            CompareWhole(from, to, changes);
            CompareCategories(from, to, changes);
            CompareAttributes(from, to, changes);
        }

        return new TaxonomyDiff { From = from.Version, To = to.Version, Changes = changes };
    }

    /// <summary>The number of changes of each kind and part, such as 3 values added.</summary>
    public IEnumerable<(ChangeKind Kind, string What, int Count)> Counts() => Changes
        .GroupBy(change => (change.Kind, change.What))
        .Select(group => (group.Key.Kind, group.Key.What, group.Count()));

    private static void CompareWhole(ProductTaxonomy from, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        Setting("name", from.Name, to.Name);
        Setting("locale", from.Locale, to.Locale);
        Setting("units", TaxonomyText.Pack("units", from.Units), TaxonomyText.Pack("units", to.Units), silent: true);
        Setting("number words", Words(from), Words(to), silent: true);
        Dictionary<string, ValuePack> before = from.Packs.ToDictionary(pack => pack.Name, StringComparer.Ordinal);
        foreach (ValuePack pack in to.Packs)
        {
            if (!before.Remove(pack.Name, out ValuePack? old))
            {
                changes.Add(new TaxonomyChange(ChangeKind.Added, "pack", pack.Name, pack.Name));
            }
            else if (TaxonomyText.Pack(old) != TaxonomyText.Pack(pack))
            {
                changes.Add(new TaxonomyChange(ChangeKind.Changed, "pack", pack.Name, pack.Name, "families"));
            }
        }

        changes.AddRange(before.Keys.Select(name => new TaxonomyChange(ChangeKind.Removed, "pack", name, name)));

        void Setting(string key, string old, string now, bool silent = false)
        {
            if (old != now)
            {
                changes.Add(
                    new TaxonomyChange(ChangeKind.Changed, "taxonomy", to.Name, to.Name, key, silent ? null : old, silent ? null : now));
            }
        }

        static string Words(ProductTaxonomy taxonomy) => string.Join(
            '\n', taxonomy.NumberWords.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key} {YamlOut.Number(pair.Value)}"));
    }

    private static void CompareCategories(ProductTaxonomy from, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        Dictionary<string, Category> before = from.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal);
        Dictionary<string, Category> after = to.Categories.ToDictionary(category => category.Id, StringComparer.Ordinal);
        foreach (Category category in to.Categories)
        {
            if (!before.TryGetValue(category.Id, out Category? old))
            {
                changes.Add(new TaxonomyChange(ChangeKind.Added, "category", category.Id, category.Name, After: category.Path));
                continue;
            }

            if (old.Name != category.Name)
            {
                Add(ChangeKind.Renamed, null, old.Name, category.Name);
            }

            if (old.ParentId != category.ParentId)
            {
                Add(ChangeKind.Moved, null, old.ParentId, category.ParentId);
            }

            if (old.Description != category.Description)
            {
                Add(ChangeKind.Changed, "description", old.Description, category.Description);
            }

            foreach (string language in old.Names.Keys.Union(category.Names.Keys).Order(StringComparer.Ordinal))
            {
                IReadOnlyList<string> was = old.Names.GetValueOrDefault(language, []), now = category.Names.GetValueOrDefault(language, []);
                if (!was.SequenceEqual(now))
                {
                    Add(ChangeKind.Changed, "names." + language, Joined(was), Joined(now));
                }
            }

            // A change inherited from the parent is listed for the parent; a new parent is a change of the category.
            CategoryDraft draft = DraftOf(category, after), oldDraft = DraftOf(old, before);
            if (old.ParentId != category.ParentId)
            {
                draft = draft with { Own = [.. category.Attributes.Select(one => one.Id)], Without = [] };
                oldDraft = oldDraft with { Own = [.. old.Attributes.Select(one => one.Id)], Without = [] };
            }

            foreach (string attribute in draft.Own.Except(old.Attributes.Select(one => one.Id))
                .Concat(oldDraft.Without.Except(draft.Without).Where(id => Has(category, id))))
            {
                Add(ChangeKind.Attached, attribute, null, attribute);
            }

            foreach (string attribute in oldDraft.Own.Where(id => !Has(category, id))
                .Concat(draft.Without.Where(id => Has(old, id))).Distinct())
            {
                Add(ChangeKind.Detached, attribute, attribute, null);
            }

            void Add(ChangeKind kind, string? detail, string? was, string? now) =>
                changes.Add(new TaxonomyChange(kind, "category", category.Id, category.Name, detail, was, now));
        }

        changes.AddRange(from.Categories.Where(category => !after.ContainsKey(category.Id))
            .Select(category => new TaxonomyChange(ChangeKind.Removed, "category", category.Id, category.Name, Before: category.Path)));

        static CategoryDraft DraftOf(Category category, Dictionary<string, Category> all) =>
            CategoryDraft.Of(category, category.ParentId is null ? null : all[category.ParentId]);

        static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(", ", names);

        static bool Has(Category category, string attribute) => category.Attributes.Any(one => one.Id == attribute);
    }

    private static void CompareAttributes(ProductTaxonomy from, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        foreach (AttributeDefinition attribute in to.Attributes)
        {
            if (from.TryFindAttribute(attribute.Id, out AttributeDefinition? old))
            {
                if (!ReferenceEquals(old, attribute))
                {
                    AttributeDiff.Compare(old, attribute, to, changes);
                }

                continue;
            }

            changes.Add(new TaxonomyChange(
                ChangeKind.Added, "attribute", attribute.Id, attribute.Name, After: AttributeKinds.Of(attribute.Kind).Word));
            changes.AddRange(attribute.Values.Select(value =>
                new TaxonomyChange(ChangeKind.Added, "value", $"{attribute.Id}/{value.Id}", value.Label, After: value.Label)));
        }

        foreach (AttributeDefinition gone in from.Attributes.Where(attribute => !to.TryFindAttribute(attribute.Id, out _)))
        {
            changes.Add(new TaxonomyChange(ChangeKind.Removed, "attribute", gone.Id, gone.Name));
            changes.AddRange(gone.Values.Select(value =>
                new TaxonomyChange(ChangeKind.Removed, "value", $"{gone.Id}/{value.Id}", value.Label, Before: value.Label)));
        }
    }
}

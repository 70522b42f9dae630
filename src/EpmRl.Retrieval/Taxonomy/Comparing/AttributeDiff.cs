using EpmRl.Retrieval.Taxonomy.Files;

namespace EpmRl.Retrieval.Taxonomy.Comparing;

/// <summary>What differs between two states of an attribute.</summary>
internal static class AttributeDiff
{
    public static void Compare(AttributeDefinition before, AttributeDefinition after, List<TaxonomyChange> changes)
    {
        Dictionary<string, string> old = TaxonomyText.Settings(before).ToDictionary(setting => setting.Key, setting => setting.Yaml, StringComparer.Ordinal);
        Dictionary<string, string> now = TaxonomyText.Settings(after).ToDictionary(setting => setting.Key, setting => setting.Yaml, StringComparer.Ordinal);
        foreach (string key in TaxonomyWords.AttributeKeys)
        {
            string? was = old.GetValueOrDefault(key), becomes = now.GetValueOrDefault(key);
            if (key == "name" && before.Name != after.Name)
            {
                Add(ChangeKind.Renamed, null, before.Name, after.Name);
            }
            else if (key == "kind" && before.Kind != after.Kind)
            {
                Add(ChangeKind.Retyped, null, TaxonomyWords.Of(before.Kind), TaxonomyWords.Of(after.Kind));
            }
            else if (key is not ("name" or "kind") && was != becomes)
            {
                Add(ChangeKind.Changed, key, was, becomes);
            }
        }

        CompareValues(before, after, changes);

        void Add(ChangeKind kind, string? detail, string? was, string? becomes) =>
            changes.Add(new TaxonomyChange(kind, "attribute", after.Id, after.Name, detail, was, becomes));
    }

    private static void CompareValues(AttributeDefinition before, AttributeDefinition after, List<TaxonomyChange> changes)
    {
        Dictionary<string, TaxonomyValue> old = before.Values.ToDictionary(value => value.Id, StringComparer.Ordinal);
        foreach (TaxonomyValue value in after.Values)
        {
            if (!old.TryGetValue(value.Id, out TaxonomyValue? was))
            {
                changes.Add(new TaxonomyChange(ChangeKind.Added, "value", $"{after.Id}/{value.Id}", value.Label, After: value.Label));
                if (value.Status == ValueStatus.Deprecated)
                {
                    CompareStatus(after.Id, value with { Status = ValueStatus.Active, ReplacedBy = null, SplitInto = [] }, value, changes);
                }
            }
            else if (!ReferenceEquals(was, value))
            {
                Compare(after.Id, was, value, changes);
            }
        }

        HashSet<string> kept = [.. after.Values.Select(value => value.Id)];
        changes.AddRange(before.Values.Where(value => !kept.Contains(value.Id))
            .Select(value => new TaxonomyChange(ChangeKind.Removed, "value", $"{after.Id}/{value.Id}", value.Label, Before: value.Label)));
        if (!before.Values.Select(value => value.Id).Where(kept.Contains).SequenceEqual(after.Values.Select(value => value.Id).Where(old.ContainsKey)))
        {
            changes.Add(new TaxonomyChange(ChangeKind.Changed, "attribute", after.Id, after.Name, "order of values"));
        }
    }

    private static void Compare(string attribute, TaxonomyValue was, TaxonomyValue now, List<TaxonomyChange> changes)
    {
        if (was.Label != now.Label)
        {
            Add(ChangeKind.Renamed, null, was.Label, now.Label);
        }

        CompareStatus(attribute, was, now, changes);
        foreach (string alias in now.Aliases.Except(was.Aliases))
        {
            Add(ChangeKind.AliasAdded, null, null, alias);
        }

        // The aliases of a value that went into another one went with it.
        bool merged = was.Status == ValueStatus.Active && now.Status == ValueStatus.Deprecated;
        foreach (string alias in merged ? [] : was.Aliases.Except(now.Aliases))
        {
            Add(ChangeKind.AliasRemoved, null, alias, null);
        }

        if (was.Description != now.Description)
        {
            Add(ChangeKind.Changed, "description", was.Description, now.Description);
        }

        foreach (string locale in was.LocaleLabels.Keys.Union(now.LocaleLabels.Keys).Order(StringComparer.Ordinal))
        {
            string? label = was.LocaleLabels.GetValueOrDefault(locale), newLabel = now.LocaleLabels.GetValueOrDefault(locale);
            if (label != newLabel)
            {
                Add(ChangeKind.Changed, "locales." + locale, label, newLabel);
            }
        }

        if (!was.Aliases.SequenceEqual(now.Aliases) && was.Aliases.Count == now.Aliases.Count && !was.Aliases.Except(now.Aliases).Any())
        {
            Add(ChangeKind.Changed, "order of aliases", null, null);
        }

        void Add(ChangeKind kind, string? detail, string? before, string? after) =>
            changes.Add(new TaxonomyChange(kind, "value", $"{attribute}/{now.Id}", now.Label, detail, before, after));
    }

    private static void CompareStatus(string attribute, TaxonomyValue was, TaxonomyValue now, List<TaxonomyChange> changes)
    {
        if (was.Status == now.Status && was.ReplacedBy == now.ReplacedBy && was.SplitInto.SequenceEqual(now.SplitInto))
        {
            return;
        }

        string[] successors = [.. (now.ReplacedBy is null ? now.SplitInto : [now.ReplacedBy]).Select(text => ValueId.Within(attribute, text).ToString())];
        ChangeKind kind = now.Status == ValueStatus.Active ? ChangeKind.Restored
            : now.SplitInto.Count > 0 ? ChangeKind.Split
            : now.ReplacedBy is null ? ChangeKind.Deprecated
            : ValueId.Within(attribute, now.ReplacedBy).Attribute != attribute ? ChangeKind.Moved
            : ChangeKind.Merged;
        string? before = was.Status == ValueStatus.Active ? null : string.Join(", ", was.ReplacedBy is null ? was.SplitInto : [was.ReplacedBy]);
        changes.Add(new TaxonomyChange(kind, "value", $"{attribute}/{now.Id}", now.Label, null, before?.Length > 0 ? before : null,
            successors.Length > 0 ? string.Join(", ", successors) : null));
    }
}

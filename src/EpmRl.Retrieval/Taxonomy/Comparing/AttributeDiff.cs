using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The differences between two states of an attribute.</summary>
internal static class AttributeDiff
{
    /// <summary>Compares two states.</summary>
    /// <param name="before">The older one.</param>
    /// <param name="after">The newer one.</param>
    /// <param name="to">The newer taxonomy: values may have moved to other attributes.</param>
    /// <param name="changes">Receives the differences.</param>
    public static void Compare(AttributeDefinition before, AttributeDefinition after, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        Dictionary<string, string> old =
            TaxonomyText.Settings(before).ToDictionary(setting => setting.Key, setting => setting.Yaml, StringComparer.Ordinal);
        Dictionary<string, string> now =
            TaxonomyText.Settings(after).ToDictionary(setting => setting.Key, setting => setting.Yaml, StringComparer.Ordinal);
        foreach (string key in AttributeSettings.Keys)
        {
            string? was = old.GetValueOrDefault(key), becomes = now.GetValueOrDefault(key);
            if (key == "name" && before.Name != after.Name)
            {
                Add(ChangeKind.Renamed, null, before.Name, after.Name);
            }
            else if (key == "kind" && before.Kind != after.Kind)
            {
                Add(ChangeKind.Retyped, null, AttributeKinds.Of(before.Kind).Word, AttributeKinds.Of(after.Kind).Word);
            }
            else if (key is not ("name" or "kind") && was != becomes)
            {
                Add(ChangeKind.Changed, key, was, becomes);
            }
        }

        CompareValues(before, after, to, changes);
        ComparePackWords(before, after, to, changes);

        void Add(ChangeKind kind, string? detail, string? was, string? becomes) =>
            changes.Add(new TaxonomyChange(kind, "attribute", after.Id, after.Name, detail, was, becomes));
    }

    // A value gets a pack's words through its label and aliases, so that edits that do not mention the words may lose them. The effect of
    // changed packs is listed there.
    private static void ComparePackWords(
        AttributeDefinition before, AttributeDefinition after, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        if (after.Packs.Count == 0 || !before.Packs.SequenceEqual(after.Packs))
        {
            return;
        }

        var succession = new ValueSuccession(to);
        ILookup<string, string> now = Words(after);
        foreach (IGrouping<string, string> words in Words(before).Where(words => !words.All(now[words.Key].Contains)))
        {
            if (succession.Find(new ValueId(after.Id, words.Key)) is not { } value)
            {
                continue; // it was removed, which is a change of its own
            }

            HashSet<string> taken = [.. succession.Of(new ValueId(after.Id, words.Key)).Values.SelectMany(Means).Select(TextKey.Of)];
            string[] lost = [.. words.Where(word => !taken.Contains(TextKey.Of(word)))];
            if (lost.Length > 0)
            {
                changes.Add(new TaxonomyChange(
                    ChangeKind.Changed, "value", $"{after.Id}/{value.Id}", value.Label, "words of packs", string.Join(", ", lost)));
            }
        }

        IEnumerable<string> Means(ValueId id)
        {
            TaxonomyValue value = succession.Find(id)!;
            IEnumerable<string> fromPacks = id.Attribute == after.Id ? now[id.Value]
                : to.TryFindAttribute(id.Attribute, out AttributeDefinition? other) ? Words(other)[id.Value] : [];
            return value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values).Concat(fromPacks);
        }

        ILookup<string, string> Words(AttributeDefinition attribute) =>
            PackSynonyms.Of(attribute, to.Packs).ToLookup(pair => pair.Value.Id, pair => pair.Word);
    }

    private static void CompareValues(
        AttributeDefinition before, AttributeDefinition after, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        HashSet<string>? aliasesBefore = null;
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

                // A new value's change lists its spellings; those taken from other values are listed here.
                aliasesBefore ??= [.. before.Values.SelectMany(other => other.Aliases)];
                changes.AddRange(value.Aliases.Where(aliasesBefore.Contains)
                    .Select(
                        alias => new TaxonomyChange(ChangeKind.AliasAdded, "value", $"{after.Id}/{value.Id}", value.Label, After: alias)));
            }
            else if (!ReferenceEquals(was, value))
            {
                Compare(after, was, value, to, changes);
            }
        }

        HashSet<string> kept = [.. after.Values.Select(value => value.Id)];
        changes.AddRange(before.Values.Where(value => !kept.Contains(value.Id))
            .Select(value => new TaxonomyChange(ChangeKind.Removed, "value", $"{after.Id}/{value.Id}", value.Label, Before: value.Label)));
        if (!before.Values.Select(value => value.Id).Where(kept.Contains)
            .SequenceEqual(after.Values.Select(value => value.Id).Where(old.ContainsKey)))
        {
            changes.Add(new TaxonomyChange(ChangeKind.Changed, "attribute", after.Id, after.Name, "order of values"));
        }
    }

    private static void Compare(
        AttributeDefinition owner, TaxonomyValue was, TaxonomyValue now, ProductTaxonomy to, List<TaxonomyChange> changes)
    {
        string attribute = owner.Id;
        if (was.Label != now.Label)
        {
            Add(ChangeKind.Renamed, null, was.Label, now.Label);
        }

        CompareStatus(attribute, was, now, changes);
        foreach (string alias in now.Aliases.Except(was.Aliases))
        {
            Add(ChangeKind.AliasAdded, null, null, alias);
        }

        // The spellings of a value that became inactive move to its successors, or are lost.
        bool retired = was.Status == ValueStatus.Active && now.Status == ValueStatus.Deprecated;
        foreach (string text in retired ? LostSpellings(owner, was, now, to) : [])
        {
            Add(ChangeKind.SpellingLost, null, text, null);
        }

        foreach (string alias in retired ? [] : was.Aliases.Except(now.Aliases))
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

    // The label of a value that was split, or that has no successor, goes with it, as its change says; that of any other is searched.
    private static IEnumerable<string> LostSpellings(AttributeDefinition owner, TaxonomyValue was, TaxonomyValue now, ProductTaxonomy to)
    {
        var succession = new ValueSuccession(to);
        IReadOnlyList<ValueId> successors = succession.Of(new ValueId(owner.Id, now.Id)).Values;
        HashSet<string> taken =
        [
            .. successors.Select(succession.Find).OfType<TaxonomyValue>()
                .SelectMany(value => value.Aliases.Prepend(value.Label).Concat(value.LocaleLabels.Values)).Select(Key),
        ];
        IEnumerable<string> label = now.ReplacedBy is null ? [] : [was.Label];
        return label.Concat(was.Aliases)
            .Concat(was.LocaleLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value))
            .DistinctBy(Key).Where(text => !taken.Contains(Key(text)) && Key(text) != (now.ReplacedBy is null ? Key(was.Label) : null));

        string Key(string text) => owner.CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);
    }

    private static void CompareStatus(string attribute, TaxonomyValue was, TaxonomyValue now, List<TaxonomyChange> changes)
    {
        if (was.Status == now.Status && was.ReplacedBy == now.ReplacedBy && was.SplitInto.SequenceEqual(now.SplitInto))
        {
            return;
        }

        string[] successors =
            [.. (now.ReplacedBy is null ? now.SplitInto : [now.ReplacedBy]).Select(text => ValueId.Within(attribute, text).ToString())];
        ChangeKind kind = now.Status == ValueStatus.Active ? ChangeKind.Restored
            : now.SplitInto.Count > 0 ? ChangeKind.Split
            : now.ReplacedBy is null ? ChangeKind.Deprecated
            : ValueId.Within(attribute, now.ReplacedBy).Attribute != attribute ? ChangeKind.Moved
            : ChangeKind.Merged;
        string? before =
            was.Status == ValueStatus.Active ? null : string.Join(", ", was.ReplacedBy is null ? was.SplitInto : [was.ReplacedBy]);
        changes.Add(new TaxonomyChange(kind, "value", $"{attribute}/{now.Id}", now.Label, null, before?.Length > 0 ? before : null,
            successors.Length > 0 ? string.Join(", ", successors) : null));
    }
}

using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Edits an attribute's file: only settings and values that changed.</summary>
internal static class AttributeFileEdits
{
    /// <summary>The text of the file after a change.</summary>
    /// <param name="path">The file, for the check.</param>
    /// <param name="text">Its current text.</param>
    /// <param name="before">The attribute it contains now.</param>
    /// <param name="after">The attribute it must contain.</param>
    /// <returns>The text with its comments and formatting; rewritten as a whole where its form cannot be edited in place.</returns>
    public static string Apply(string path, string text, AttributeDefinition before, AttributeDefinition after)
    {
        string wanted = TaxonomyText.Attribute(after);
        string? edited = Edit(text, before, after);
        return edited is not null && Says(path, edited, after.Id) == wanted ? edited : wanted;
    }

    private static string? Edit(string text, AttributeDefinition before, AttributeDefinition after)
    {
        var edits = new YamlEdits(text);
        if (edits.Root.Flow)
        {
            return null;
        }

        EditKeys(edits, edits.Root, TaxonomyText.Settings(before), TaxonomyText.Settings(after), AttributeSettings.Keys);
        if (before.Values.Count == 0 && after.Values.Count > 0)
        {
            edits.Set("values", "\n" + string.Join('\n', after.Values.Select(value => $"  {YamlOut.Text(value.Id)}: "
                + $"{TaxonomyText.Value(value)}")));
        }
        else if (after.Values.Count == 0 && before.Values.Count > 0)
        {
            edits.Remove(edits.Root, "values");
        }
        else if (before.Values.Count > 0)
        {
            if (edits.Root["values"] is not YamlMapSpan values)
            {
                return null;
            }

            EditValues(edits, values, before, after);
        }

        return edits.Apply();
    }

    private static void EditValues(YamlEdits edits, YamlMapSpan map, AttributeDefinition before, AttributeDefinition after)
    {
        Dictionary<string, TaxonomyValue> old = before.Values.ToDictionary(value => value.Id, StringComparer.Ordinal);
        string? previous = null; // the last one already in the file
        foreach (TaxonomyValue value in after.Values)
        {
            string yaml = TaxonomyText.Value(value);
            if (!old.TryGetValue(value.Id, out TaxonomyValue? was))
            {
                edits.Set(map, value.Id, yaml, previous);
            }
            else if (TaxonomyText.Value(was) != yaml)
            {
                if (map[value.Id] is YamlMapSpan entry)
                {
                    EditValue(edits, entry, was, value);
                }
                else
                {
                    edits.Set(map, value.Id, yaml, previous);
                }
            }

            previous = was is null ? previous : value.Id;
        }

        HashSet<string> kept = [.. after.Values.Select(value => value.Id)];
        foreach (TaxonomyValue gone in before.Values.Where(value => !kept.Contains(value.Id)))
        {
            edits.Remove(map, gone.Id);
        }
    }

    private static void EditValue(YamlEdits edits, YamlMapSpan map, TaxonomyValue was, TaxonomyValue now)
    {
        string[] keys = [.. TaxonomySchema.ValueKeys];
        if (map["aliases"] is YamlListSpan { Items.Count: > 0 } list && now.Aliases.Count > was.Aliases.Count
            && now.Aliases.Take(was.Aliases.Count).SequenceEqual(was.Aliases))
        {
            edits.Append(list, now.Aliases.Skip(was.Aliases.Count));
            was = was with { Aliases = now.Aliases };
        }

        if (map["locales"] is YamlMapSpan { Entries.Count: > 0 } locales && now.LocaleLabels.Count > 0)
        {
            string[] order = [.. was.LocaleLabels.Keys.Union(now.LocaleLabels.Keys).Order(StringComparer.Ordinal)];
            EditKeys(edits, locales, Labels(was), Labels(now), order);
            was = was with { LocaleLabels = now.LocaleLabels };
        }

        EditKeys(edits, map, TaxonomyText.Settings(was), TaxonomyText.Settings(now), keys);

        static IEnumerable<(string, string)> Labels(TaxonomyValue value) =>
            value.LocaleLabels.Select(pair => (pair.Key, YamlOut.Text(pair.Value)));
    }

    // Sets what changed, each key in its place or after its predecessor in the format, and removes keys that are now default.
    private static void EditKeys(
        YamlEdits edits, YamlMapSpan map,
        IEnumerable<(string Key, string Yaml)> before, IEnumerable<(string Key, string Yaml)> after, IEnumerable<string> order)
    {
        Dictionary<string, string> old = before.ToDictionary(StringComparer.Ordinal), now = after.ToDictionary(StringComparer.Ordinal);
        string? previous = null;
        foreach (string key in order)
        {
            if (now.TryGetValue(key, out string? yaml))
            {
                if (old.GetValueOrDefault(key) != yaml)
                {
                    edits.Set(map, key, yaml, previous);
                }
            }
            else if (map[key] is not null && old.ContainsKey(key))
            {
                edits.Remove(map, key);
            }

            previous = map[key] is not null && now.ContainsKey(key) ? key : previous;
        }
    }

    // The text as a reader would understand it, written out; null when it cannot be read.
    private static string? Says(string path, string text, string id)
    {
        var log = new ProblemLog();
        AttributeDefinition? read = YamlFile.Parse(path, System.Text.Encoding.UTF8.GetBytes(text), log) is { } map
            ? TaxonomyReader.ReadAttribute(path, id, map, log).Definition
            : null;
        return read is null || log.HasErrors ? null : TaxonomyText.Attribute(read);
    }
}

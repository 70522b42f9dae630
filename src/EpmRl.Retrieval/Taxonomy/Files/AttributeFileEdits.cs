namespace EpmRl.Retrieval.Taxonomy.Files;

/// <summary>Edits an attribute's file: settings and values that changed, nothing else.</summary>
internal static class AttributeFileEdits
{
    /// <summary>The text of the file after a change.</summary>
    /// <param name="path">The file, for the check.</param>
    /// <param name="text">Its text now.</param>
    /// <param name="before">What it says now.</param>
    /// <param name="after">What it is to say.</param>
    /// <returns>The text with its comments and form; all anew where its form is one that cannot be edited in place.</returns>
    public static string Apply(string path, string text, AttributeDefinition before, AttributeDefinition after)
    {
        string wanted = TaxonomyText.Attribute(after);
        string? edited = Edit(text, before, after);
        return edited is not null && Says(path, edited, after.Id) == wanted ? edited : wanted;
    }

    private static string? Edit(string text, AttributeDefinition before, AttributeDefinition after)
    {
        if (YamlSpan.Of(text) is not YamlMapSpan { Flow: false } root)
        {
            return null;
        }

        var edits = new MapFileEdits(text);
        Dictionary<string, string> old = TaxonomyText.Settings(before).ToDictionary(StringComparer.Ordinal), now = TaxonomyText.Settings(after).ToDictionary(StringComparer.Ordinal);
        string? previous = null;
        foreach (string key in TaxonomyWords.AttributeKeys.Where(key => key != "values"))
        {
            if (now.TryGetValue(key, out string? yaml))
            {
                if (old.GetValueOrDefault(key) != yaml)
                {
                    edits.Set(root, key, yaml, previous);
                }
            }
            else if (root[key] is not null && old.ContainsKey(key))
            {
                edits.Remove(root, key);
            }

            previous = root[key] is not null && now.ContainsKey(key) ? key : previous;
        }

        if (before.Values.Count == 0 && after.Values.Count > 0)
        {
            edits.Set(root, "values", "\n" + string.Join('\n', after.Values.Select(value => $"  {YamlOut.Text(value.Id)}: {TaxonomyText.Value(value)}")), null);
        }
        else if (after.Values.Count == 0 && before.Values.Count > 0)
        {
            edits.Remove(root, "values");
        }
        else if (before.Values.Count > 0)
        {
            if (edits.Map("values") is not { } values)
            {
                return null;
            }

            EditValues(edits, values, before, after);
        }

        return edits.Apply();
    }

    private static void EditValues(MapFileEdits edits, YamlMapSpan map, AttributeDefinition before, AttributeDefinition after)
    {
        Dictionary<string, TaxonomyValue> old = before.Values.ToDictionary(value => value.Id, StringComparer.Ordinal);
        string? previous = null; // the last one that the file has already
        foreach (TaxonomyValue value in after.Values)
        {
            string yaml = TaxonomyText.Value(value);
            if (!old.TryGetValue(value.Id, out TaxonomyValue? was) || TaxonomyText.Value(was) != yaml)
            {
                edits.Set(map, value.Id, yaml, previous);
            }

            previous = was is null ? previous : value.Id;
        }

        HashSet<string> kept = [.. after.Values.Select(value => value.Id)];
        foreach (TaxonomyValue gone in before.Values.Where(value => !kept.Contains(value.Id)))
        {
            edits.Remove(map, gone.Id);
        }
    }

    // What a reader would make of the text, written out; null when it cannot be read.
    private static string? Says(string path, string text, string id)
    {
        var log = new ProblemLog();
        AttributeDefinition? read = YamlFile.Parse(path, System.Text.Encoding.UTF8.GetBytes(text), log) is { } map
            ? TaxonomyReader.ReadAttribute(path, id, map, log).Definition
            : null;
        return read is null || log.HasErrors ? null : TaxonomyText.Attribute(read);
    }
}

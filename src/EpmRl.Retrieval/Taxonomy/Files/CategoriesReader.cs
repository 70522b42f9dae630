namespace EpmRl.Retrieval.Taxonomy.Files;

/// <summary>Reads and checks <c>categories.yaml</c>.</summary>
internal static class CategoriesReader
{
    /// <summary>Levels of the deepest tree.</summary>
    public const int MostDepth = 50;

    private static readonly string[] Keys = ["name", "parent", "description", "attributes", "without"];

    /// <summary>Reads the tree.</summary>
    /// <param name="path">The file.</param>
    /// <param name="attributes">Ids of every attribute file, also of those that could not be read, with whether a category used them.</param>
    /// <param name="log">Where problems go.</param>
    /// <returns>Null when there is no tree at all; else what can be used of it, with every problem logged.</returns>
    public static IReadOnlyList<CategoryDraft>? Read(string path, Dictionary<string, bool> attributes, ProblemLog log)
    {
        if (!File.Exists(path))
        {
            log.Error(path, 0, "The file is missing. Write the category tree there: 'categories:', then '  id: {name: Name, attributes: [color]}'.");
            return null;
        }

        if (YamlFile.Read(path, log) is not { } map)
        {
            return null;
        }

        var root = new YamlFields(map, path, "the file", log, ["categories"]);
        YamlMap? entries = root.IsMissing("categories") ? null : root.Map("categories");
        if (entries is not { Entries.Count: > 0 })
        {
            log.Error(path, root.LineOf("categories"), "The file has no categories. Write 'categories:', then '  id: {name: Name}'.");
            return null;
        }

        return Read(entries, path, attributes, log);
    }

    /// <summary>Checks categories that were put together otherwise, as if a file listed them.</summary>
    public static IReadOnlyList<CategoryDraft> Check(IEnumerable<CategoryDraft> drafts, Dictionary<string, bool> attributes, ProblemLog log)
    {
        YamlMap? map = YamlFile.Parse("", System.Text.Encoding.UTF8.GetBytes(TaxonomyText.Categories(drafts)), log);
        return map?.Entries is [(_, YamlMap entries)] ? Read(entries, "", attributes, log) : [];
    }

    /// <summary>The same of the map below <c>categories</c>.</summary>
    public static IReadOnlyList<CategoryDraft> Read(YamlMap entries, string path, Dictionary<string, bool> attributes, ProblemLog log)
    {
        var all = new Dictionary<string, (CategoryDraft Draft, YamlFields Fields)>(StringComparer.Ordinal);
        HashSet<string> ids = [.. entries.Entries.Select(entry => entry.Key.Text)];
        foreach ((YamlText key, YamlNode node) in entries.Entries)
        {
            Ids.Check(key.Text, "category", new Place(path, key.Line), log);
            if (node is not YamlMap category)
            {
                log.Error(path, key.Line, $"The category '{key.Text}' is {node.Kind}. Expected its keys: {{name: Name, parent: id, attributes: [color]}}.");
                continue;
            }

            var fields = new YamlFields(category, path, $"category '{key.Text}'", log, Keys);
            all.Add(key.Text, (Draft(key.Text, fields, ids, attributes, log), fields));
        }

        CheckParents(path, all, log);
        CheckInheritance(path, all, log);
        return [.. all.Values.Select(category => category.Draft)];
    }

    private static CategoryDraft Draft(string id, YamlFields fields, HashSet<string> ids, Dictionary<string, bool> attributes, ProblemLog log)
    {
        string? parent = fields.Text("parent");
        if (parent is not null && !ids.Contains(parent))
        {
            log.Error(fields.Path, fields.LineOf("parent"), $"The parent '{parent}' of category '{id}' does not exist.{log.Hint(parent, ids)}");
        }

        return new CategoryDraft(id, fields.RequiredText("name", "Laptops"), parent, fields.Text("description"),
            AttributeIds("attributes"), AttributeIds("without"));

        List<string> AttributeIds(string key)
        {
            var lines = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (YamlText attribute in fields.Texts(key) ?? [])
            {
                if (!attributes.ContainsKey(attribute.Text))
                {
                    log.Error(fields.Path, attribute.Line, $"Category '{id}' has the unknown attribute '{attribute.Text}'."
                        + $"{log.Hint(attribute.Text, attributes.Keys)} Write {TaxonomyWords.AttributesFolder}/<id>{TaxonomyWords.Extension}, or correct the id.");
                }
                else if (!lines.TryAdd(attribute.Text, attribute.Line))
                {
                    log.Error(fields.Path, attribute.Line,
                        $"Category '{id}' lists attribute '{attribute.Text}' again, first on line {lines[attribute.Text]}. Remove one.");
                }
                else
                {
                    attributes[attribute.Text] = true;
                }
            }

            return [.. lines.Keys];
        }
    }

    // A parent that cannot be used is logged and then taken away, so that the checks that follow meet a proper tree.
    private static void CheckParents(string path, Dictionary<string, (CategoryDraft Draft, YamlFields Fields)> all, ProblemLog log)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string start in all.Keys.ToArray())
        {
            var chain = new List<string>();
            var onChain = new HashSet<string>(StringComparer.Ordinal);
            string? next = start;
            while (next is not null && !depths.ContainsKey(next) && all.ContainsKey(next) && onChain.Add(next))
            {
                chain.Add(next);
                next = all[next].Draft.ParentId;
            }

            if (next is not null && onChain.Contains(next))
            {
                List<string> circle = [.. chain.Skip(chain.IndexOf(next)), next];
                log.Error(path, all[next].Fields.LineOf("parent"), "The parents go round in a circle: "
                    + string.Join(" > ", circle.Take(8)) + (circle.Count > 8 ? " > …" : "") + ". Give one of them another parent.");
                RemoveParent(next);
                next = null;
            }

            int depth = next is not null && depths.TryGetValue(next, out int known) ? known : 0;
            for (int i = chain.Count - 1; i >= 0; i--)
            {
                if (all[chain[i]].Draft.ParentId is string parent && !all.ContainsKey(parent))
                {
                    RemoveParent(chain[i]); // logged where it was read
                    depth = 0;
                }

                if (++depth > MostDepth)
                {
                    log.Error(path, all[chain[i]].Fields.LineOf("parent"), $"Category '{chain[i]}' lies more than {MostDepth} levels deep. Flatten the tree.");
                    RemoveParent(chain[i]);
                    depth = 1;
                }

                depths.Add(chain[i], depth);
            }
        }

        void RemoveParent(string id) => all[id] = (all[id].Draft with { ParentId = null }, all[id].Fields);
    }

    private static void CheckInheritance(string path, Dictionary<string, (CategoryDraft Draft, YamlFields Fields)> all, ProblemLog log)
    {
        var full = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal); // path of keys → category
        foreach ((CategoryDraft draft, YamlFields fields) in all.Values)
        {
            HashSet<string> inherited = draft.ParentId is null ? [] : Full(draft.ParentId);
            foreach (string id in draft.Own.Where(inherited.Contains))
            {
                log.Warn(path, fields.LineOf("attributes"), $"Category '{draft.Id}' inherits attribute '{id}' already. Remove it here.");
            }

            foreach (string id in draft.Without.Where(id => !inherited.Contains(id)))
            {
                log.Error(path, fields.LineOf("without"), $"Category '{draft.Id}' leaves out attribute '{id}', which it does not inherit. Remove it there.");
            }

            foreach (string id in draft.Without.Intersect(draft.Own))
            {
                log.Error(path, fields.LineOf("without"), $"Category '{draft.Id}' both lists and leaves out attribute '{id}'. Remove one.");
            }

            if (!paths.TryAdd(Key(draft), draft.Id))
            {
                log.Error(path, fields.LineOf("name"), $"Category '{draft.Id}' has the same name and parent as "
                    + $"'{paths[Key(draft)]}': '{draft.Name}'. Rename one.");
            }
        }

        static string Key(CategoryDraft draft) => $"{draft.ParentId}/{TextKey.Of(draft.Name)}";

        // An inherited attribute that is listed again is dropped, so that each stands once.
        foreach (string id in all.Keys.ToArray())
        {
            (CategoryDraft draft, YamlFields fields) = all[id];
            if (draft.ParentId is string parent && draft.Own.Any(Full(parent).Contains))
            {
                all[id] = (draft with { Own = [.. draft.Own.Where(own => !Full(parent).Contains(own))] }, fields);
            }
        }

        // The attributes of a category, inherited ones included.
        HashSet<string> Full(string id)
        {
            var chain = new Stack<CategoryDraft>();
            for (string? next = id; next is not null && !full.ContainsKey(next); next = all[next].Draft.ParentId)
            {
                chain.Push(all[next].Draft);
            }

            while (chain.TryPop(out CategoryDraft? draft))
            {
                HashSet<string> above = draft.ParentId is null ? [] : full[draft.ParentId];
                full.Add(draft.Id, draft.Own.Count + draft.Without.Count == 0 ? above : [.. above.Except(draft.Without).Union(draft.Own)]);
            }

            return full[id];
        }
    }
}

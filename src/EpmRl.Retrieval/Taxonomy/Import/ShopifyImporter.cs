using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>
/// Reads the text release of Shopify's product taxonomy: <c>categories.txt</c>, <c>attributes.txt</c>, <c>attribute_values.txt</c> and
/// <c>category_attributes.tsv</c>. Categories and values keep the last part of their GIDs as ids, attributes their handles.
/// </summary>
internal sealed class ShopifyImporter
{
    private readonly string folder;
    private readonly ProblemLog log;
    private readonly CancellationToken cancellationToken;
    private readonly Dictionary<string, AttributeDraft> attributes = new(StringComparer.Ordinal); // by id

    private ShopifyImporter(string folder, ProblemLog log, CancellationToken cancellationToken) =>
        (this.folder, this.log, this.cancellationToken) = (folder, log, cancellationToken);

    public static ImportSource? Read(string folder, ProblemLog log, CancellationToken cancellationToken) =>
        new ShopifyImporter(folder, log, cancellationToken).Read();

    private ImportSource? Read()
    {
        if (!Directory.Exists(folder))
        {
            log.Error(folder, 0, "The folder does not exist. Name the folder of the release's text files.");
            return null;
        }

        ReadAttributes();
        List<(string Id, string Path, int Line)> categories = ReadCategories();
        Dictionary<string, (string[] Handles, int Line)> links = ReadLinks();
        if (log.HasErrors)
        {
            return null;
        }

        Dictionary<string, string> variants = ResolveHandles(links);
        List<CategoryDraft> drafts = Tree(categories, links, variants);
        string version = Path.Combine(folder, "VERSION");
        string name = "shopify" + (File.Exists(version) ? "-" + Slug.Of(File.ReadAllText(version).Trim()) : "");
        return log.HasErrors ? null : new ImportSource(name, drafts, [.. attributes.Values]);
    }

    private void ReadAttributes()
    {
        var builders = new Dictionary<string, (ValueListBuilder Values, Place Place)>(StringComparer.Ordinal); // by name
        foreach ((string _, string name, Place place) in Entries("attributes.txt"))
        {
            if (!builders.TryAdd(name, (new ValueListBuilder(name, log), place)))
            {
                log.Error(place.Path, place.Line, $"The attribute '{name}' is listed again, first on line {builders[name].Place.Line}. "
                    + $"Remove one.");
            }
        }

        foreach ((string id, string text, Place place) in Entries("attribute_values.txt"))
        {
            int bracket = text.LastIndexOf(" [", StringComparison.Ordinal);
            if (bracket < 0 || !text.EndsWith(']'))
            {
                log.Error(place.Path, place.Line, $"Expected 'GID : label [attribute]', found '{text}'.");
            }
            else if (!builders.TryGetValue(text[(bracket + 2)..^1], out var builder))
            {
                log.Error(
                    place.Path, place.Line, $"The value is of attribute '{text[(bracket + 2)..^1]}', which attributes.txt does not list.");
            }
            else if (Ids.Check(id, "value", place, log))
            {
                builder.Values.Add(text[..bracket].Trim(), place, id);
            }
        }

        var ids = new TakenIds();
        foreach ((string name, (ValueListBuilder values, Place place)) in builders)
        {
            string id = ids.Unique(Slug.Of(name));
            attributes.Add(id, values.Build(id, place));
        }
    }

    private List<(string Id, string Path, int Line)> ReadCategories() =>
        [.. Entries("categories.txt").Select(entry => (entry.Id, entry.Text, entry.Place.Line))];

    // "category_id <tab> full_name <tab> is_leaf <tab> handles, joined by ;"
    private Dictionary<string, (string[] Handles, int Line)> ReadLinks()
    {
        var links = new Dictionary<string, (string[], int)>(StringComparer.Ordinal);
        string path = Path.Combine(folder, "category_attributes.tsv");
        foreach ((string text, int line) in Lines(path).Skip(1))
        {
            string[] cells = text.Split('\t');
            if (cells.Length != 4)
            {
                log.Error(path, line, $"Expected 4 cells (category_id, full_name, is_leaf, attribute_handles), found {cells.Length}.");
            }
            else if (!links.TryAdd(
                cells[0],
                ([.. cells[3].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()], line)))
            {
                log.Error(path, line, $"The category '{cells[0]}' is listed again, first on line {links[cells[0]].Item2}. Remove one.");
            }
        }

        return links;
    }

    // Handle → attribute id. A handle without its own list becomes an attribute that shares the list it is a variant of, where that can be
    // determined, and otherwise one without values.
    private Dictionary<string, string> ResolveHandles(Dictionary<string, (string[] Handles, int Line)> links)
    {
        string path = Path.Combine(folder, "category_attributes.tsv");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string handle in links.Values.SelectMany(link => link.Handles))
        {
            ids.TryAdd(handle, Slug.Of(handle));
        }

        string[] missing =
            [.. ids.Values.Where(id => !attributes.ContainsKey(id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var origins = new HandleOrigins([.. attributes.Values.Select(draft => (draft.Definition.Id, draft.Definition.Name))], missing);
        var empty = new List<string>();
        foreach (string id in missing)
        {
            AttributeDraft? origin = origins.Of(id) is string found ? attributes[found] : null;
            string name = char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ');
            var draft = new AttributeDraft(
                new AttributeDefinition
                {
                    Id = id,
                    Name = name,
                    Values = origin?.Definition.Values ?? [],
                    CaseSensitive = origin?.Definition.CaseSensitive ?? false,
                },
                origin?.Place ?? new Place(path, 0));
            attributes.Add(id, draft);
            if (origin is null)
            {
                empty.Add(id);
            }
        }

        if (missing.Length > 0)
        {
            log.Warn(path, 0, $"{missing.Length} of {ids.Count} attribute handles have no list of their own in attributes.txt. "
                + $"{missing.Length - empty.Count} share the list they are a variant of (such as "
                + $"'{missing.Except(empty).FirstOrDefault()}'); "
                + $"{empty.Count} are kept without values, add them where you need them"
                + (empty.Count == 0 ? "." : $": {string.Join(", ", empty.Take(10))}{(empty.Count > 10 ? ", …" : "")}"));
        }

        return ids;
    }

    private List<CategoryDraft> Tree(
        List<(string Id, string Path, int Line)> categories, Dictionary<string, (string[] Handles, int Line)> links,
        Dictionary<string, string> ids)
    {
        string path = Path.Combine(folder, "categories.txt");
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var full = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var drafts = new List<CategoryDraft>(categories.Count);
        foreach ((string id, string name, int line) in categories.OrderBy(category => category.Id.Count(c => c == '-')))
        {
            if (!paths.TryAdd(id, name))
            {
                log.Error(path, line, $"The category '{id}' is listed again. Remove one.");
                continue;
            }

            int dash = id.LastIndexOf('-');
            string? parent = dash < 0 ? null : id[..dash];
            if (parent is not null
                && (!paths.TryGetValue(parent, out string? above) || !name.StartsWith(above + " > ", StringComparison.Ordinal)))
            {
                log.Error(path, line, $"The category '{id}' ('{name}') does not lie below '{parent}', as its id says.");
                continue;
            }

            string[] all = links.TryGetValue(id, out var link) ? [.. link.Handles.Select(handle => ids[handle]).Distinct()] : [];
            IReadOnlyList<string> inherited = parent is null ? [] : full[parent];
            string[] own = [.. all.Except(inherited)];
            string[] without = [.. inherited.Except(all)];
            full.Add(id, [.. inherited.Except(without), .. own]);
            drafts.Add(new CategoryDraft(
                id, parent is null ? name : name[(paths[parent].Length + 3)..], parent, null, own, without).At(path, line));
        }

        foreach ((string id, (string[] _, int line)) in links.Where(link => !paths.ContainsKey(link.Key)))
        {
            log.Error(Path.Combine(folder, "category_attributes.tsv"), line, $"The category '{id}' is not in categories.txt.");
        }

        var order =
            categories.Select((category, i) => (category.Id, i)).DistinctBy(pair => pair.Id).ToDictionary(pair => pair.Id, pair => pair.i);
        return [.. drafts.OrderBy(draft => order[draft.Id])];
    }

    // "gid://shopify/TaxonomyValue/22692 : Adjustable dimensions [Features]" → 22692, the rest.
    private IEnumerable<(string Id, string Text, Place Place)> Entries(string file)
    {
        string path = Path.Combine(folder, file);
        foreach ((string text, int line) in Lines(path))
        {
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            int colon = text.IndexOf(" : ", StringComparison.Ordinal);
            string gid = colon < 0 ? "" : text[..colon].TrimEnd();
            if (gid.StartsWith("gid://", StringComparison.Ordinal) && text[(colon + 3)..].Trim() is { Length: > 0 } rest)
            {
                yield return (gid[(gid.LastIndexOf('/') + 1)..], rest, new Place(path, line));
            }
            else
            {
                log.Error(path, line, "Expected 'gid://… : name'.");
            }
        }
    }

    private IEnumerable<(string Text, int Line)> Lines(string path)
    {
        if (!File.Exists(path))
        {
            log.Error(path, 0, "The file is missing. The text release has categories.txt, attributes.txt, attribute_values.txt and "
                + "category_attributes.tsv.");
            yield break;
        }

        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return (text, ++line);
        }
    }
}

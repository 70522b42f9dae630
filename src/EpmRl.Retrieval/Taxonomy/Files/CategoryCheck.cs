using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Checks a category tree as a whole, from any source: ids, texts, parents, inheritance.</summary>
internal static class CategoryCheck
{
    /// <summary>Checks the tree.</summary>
    /// <param name="drafts">The categories, of different ids.</param>
    /// <param name="log">Receives problems.</param>
    /// <returns>A valid tree: unusable parents are removed, and so are attributes that a category inherits and lists again.</returns>
    public static IReadOnlyList<CategoryDraft> Run(IReadOnlyList<CategoryDraft> drafts, ProblemLog log)
    {
        Dictionary<string, CategoryDraft> all = drafts.ToDictionary(draft => draft.Id, StringComparer.Ordinal);
        foreach (CategoryDraft draft in drafts)
        {
            CheckTexts(draft, log);
        }

        CheckParents(all, log);
        CheckInheritance(all, log);
        return [.. drafts.Select(draft => all[draft.Id])];
    }

    private static void CheckTexts(CategoryDraft draft, ProblemLog log)
    {
        Place place = draft.PlaceOf("name");
        Ids.Check(draft.Id, "category", draft.PlaceOf("id"), log);
        LimitCheck.Text(draft.Name, TaxonomyLimits.Name, $"The name of category '{Excerpt.Of(draft.Id)}'", place, log);
        LimitCheck.Text(draft.Description ?? "", TaxonomyLimits.Description, $"The description of category "
            + $"'{Excerpt.Of(draft.Id)}'", draft.PlaceOf("description"), log);
        CheckNames(draft, log);
        if (!log.HasErrors && TextKey.Of(draft.Name).Length == 0) // readers log a missing name
        {
            log.Error(place.Path, place.Line, $"The category '{draft.Id}' has the name '{draft.Name}', which has no letter, digit or sign. "
                + $"Give it a name.");
        }
    }

    private static void CheckNames(CategoryDraft draft, ProblemLog log)
    {
        Place place = draft.PlaceOf("names");
        if (draft.Names.Values.Sum(names => names.Count) is int count and > TaxonomyLimits.Aliases)
        {
            log.Error(place.Path, place.Line, $"The category '{Excerpt.Of(draft.Id)}' has {count:N0} names, at most "
                + $"{TaxonomyLimits.Aliases:N0} expected. Remove some.");
        }

        foreach ((string language, IReadOnlyList<string> names) in draft.Names)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (string name in names)
            {
                LimitCheck.Text(name, TaxonomyLimits.Alias, $"A name '{language}' of category '{Excerpt.Of(draft.Id)}'", place, log);
                if (!seen.Add(TextKey.Of(name)))
                {
                    log.Warn(place.Path, place.Line, $"The category '{Excerpt.Of(draft.Id)}' has the name '{Excerpt.Of(name)}' twice in "
                        + $"language '{language}'. Remove one.");
                }
            }
        }
    }

    private static void CheckParents(Dictionary<string, CategoryDraft> all, ProblemLog log)
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
                next = all[next].ParentId;
            }

            if (next is not null && onChain.Contains(next))
            {
                List<string> circle = [.. chain.Skip(chain.IndexOf(next)), next];
                Place place = all[next].PlaceOf("parent");
                log.Error(place.Path, place.Line, "The parents go round in a circle: "
                    + string.Join(" > ", circle.Take(8)) + (circle.Count > 8 ? " > …" : "") + ". Give one of them another parent.");
                RemoveParent(next);
                next = null;
            }

            int depth = next is not null && depths.TryGetValue(next, out int known) ? known : 0;
            for (int i = chain.Count - 1; i >= 0; i--)
            {
                if (all[chain[i]].ParentId is string parent && !all.ContainsKey(parent))
                {
                    RemoveParent(chain[i]); // logged where it was read
                    depth = 0;
                }

                if (++depth > TaxonomyLimits.Levels)
                {
                    Place place = all[chain[i]].PlaceOf("parent");
                    log.Error(place.Path, place.Line, $"Category '{chain[i]}' lies more than {TaxonomyLimits.Levels} levels deep. "
                        + $"Flatten the tree.");
                    RemoveParent(chain[i]);
                    depth = 1;
                }

                depths.Add(chain[i], depth);
            }
        }

        void RemoveParent(string id) => all[id] = all[id] with { ParentId = null };
    }

    private static void CheckInheritance(Dictionary<string, CategoryDraft> all, ProblemLog log)
    {
        var full = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal); // path of keys → category
        foreach (CategoryDraft draft in all.Values)
        {
            HashSet<string> inherited = draft.ParentId is null ? [] : Full(draft.ParentId);
            foreach (string id in draft.Own.Where(inherited.Contains))
            {
                Place place = draft.PlaceOf("attributes");
                log.Warn(place.Path, place.Line, $"Category '{draft.Id}' inherits attribute '{id}' already. Remove it here.");
            }

            foreach (string id in draft.Without.Where(id => !inherited.Contains(id)))
            {
                Place place = draft.PlaceOf("without");
                log.Error(place.Path, place.Line, $"Category '{draft.Id}' leaves out attribute '{id}', which it does not inherit. "
                    + $"Remove it there.");
            }

            foreach (string id in draft.Without.Intersect(draft.Own))
            {
                Place place = draft.PlaceOf("without");
                log.Error(place.Path, place.Line, $"Category '{draft.Id}' both lists and leaves out attribute '{id}'. Remove one.");
            }

            if (!paths.TryAdd(Key(draft), draft.Id))
            {
                Place place = draft.PlaceOf("name");
                log.Error(place.Path, place.Line, $"Category '{draft.Id}' has the same name and parent as "
                    + $"'{paths[Key(draft)]}': '{draft.Name}'. Rename one.");
            }
        }

        static string Key(CategoryDraft draft) => $"{draft.ParentId}/{TextKey.Of(draft.Name)}";

        // An inherited attribute that is listed again is dropped, so that each occurs once.
        foreach (string id in all.Keys.ToArray())
        {
            CategoryDraft draft = all[id];
            if (draft.ParentId is string parent && draft.Own.Any(Full(parent).Contains))
            {
                all[id] = draft with { Own = [.. draft.Own.Where(own => !Full(parent).Contains(own))] };
            }
        }

        // The attributes of a category, inherited ones included.
        HashSet<string> Full(string id)
        {
            var chain = new Stack<CategoryDraft>();
            for (string? next = id; next is not null && !full.ContainsKey(next); next = all[next].ParentId)
            {
                chain.Push(all[next]);
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

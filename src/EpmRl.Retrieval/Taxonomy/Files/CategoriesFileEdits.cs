using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Edits the file of the category tree: only categories that changed.</summary>
internal static class CategoriesFileEdits
{
    /// <summary>The text of the file after a change.</summary>
    /// <param name="path">The file, for the check.</param>
    /// <param name="text">Its current text.</param>
    /// <param name="before">The categories it contains now.</param>
    /// <param name="after">The categories it must contain.</param>
    /// <returns>The text with its comments and formatting; rewritten as a whole where its form cannot be edited in place.</returns>
    public static string Apply(string path, string text, ProductTaxonomy before, ProductTaxonomy after)
    {
        Dictionary<string, CategoryDraft> wanted = CategoryDraft.AllOf(after);
        string? edited = Edit(text, CategoryDraft.AllOf(before), wanted);
        return edited is not null && Says(path, edited, after) == Sorted(wanted.Values) ? edited : TaxonomyText.Categories(after);
    }

    private static string? Edit(string text, Dictionary<string, CategoryDraft> before, Dictionary<string, CategoryDraft> after)
    {
        var edits = new YamlEdits(text);
        if (edits.Root["categories"] is not YamlMapSpan map)
        {
            return null;
        }

        string? previous = null; // the last one already in the file
        foreach (CategoryDraft draft in after.Values)
        {
            bool known = before.TryGetValue(draft.Id, out CategoryDraft? was);
            if (!known || TaxonomyText.Categories([was!]) != TaxonomyText.Categories([draft]))
            {
                string entry = YamlOut.Map(TaxonomyText.Nodes(draft).Select(node => (node.Key, YamlOut.Node(node.Node))));
                edits.Set(map, draft.Id, entry, previous);
            }

            previous = known ? draft.Id : previous;
        }

        foreach (string gone in before.Keys.Where(id => !after.ContainsKey(id)))
        {
            edits.Remove(map, gone);
        }

        return edits.Apply();
    }

    private static string? Says(string path, string text, ProductTaxonomy taxonomy)
    {
        var log = new ProblemLog();
        var attributes = taxonomy.Attributes.ToDictionary(attribute => attribute.Id, _ => false, StringComparer.Ordinal);
        IReadOnlyList<CategoryDraft>? read =
            YamlFile.Parse(path, System.Text.Encoding.UTF8.GetBytes(text), log) is { Entries: [(_, YamlMap entries)] }
            ? CategoryCheck.Run(CategoriesReader.Read(entries, path, attributes, log), log)
            : null;
        return read is null || log.HasErrors ? null : Sorted(read);
    }

    private static string Sorted(IEnumerable<CategoryDraft> drafts) =>
        TaxonomyText.Categories(drafts.OrderBy(draft => draft.Id, StringComparer.Ordinal));
}

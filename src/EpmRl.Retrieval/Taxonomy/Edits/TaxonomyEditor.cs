using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy being edited. Not safe for concurrent use.</summary>
internal sealed partial class TaxonomyEditor
{
    private readonly string name;
    private readonly string locale;
    private readonly PackSet packs;
    private readonly Dictionary<string, AttributeDefinition> attributes;
    private readonly Dictionary<string, CategoryDraft> categories; // in the order of the file
    private readonly EditHistory history;

    /// <summary>Starts with a taxonomy.</summary>
    /// <param name="taxonomy">The taxonomy to edit.</param>
    /// <param name="history">Its history.</param>
    public TaxonomyEditor(ProductTaxonomy taxonomy, EditHistory history)
    {
        (name, locale, packs, this.history) = (taxonomy.Name, taxonomy.Locale, PackSet.Of(taxonomy), history);
        attributes = taxonomy.Attributes.ToDictionary(attribute => attribute.Id, StringComparer.Ordinal);
        categories = CategoryDraft.AllOf(taxonomy);
    }

    /// <summary>Removed attributes and categories, in order.</summary>
    public List<RemovedId> Removed { get; } = [];

    /// <summary>Applies all edits of a batch, or none.</summary>
    /// <param name="taxonomy">The taxonomy to edit.</param>
    /// <param name="edits">The edits.</param>
    /// <param name="history">Its history.</param>
    /// <returns>The edited taxonomy, checked as a whole; the edits with every choice made; and the removals.</returns>
    /// <exception cref="TaxonomyEditException">An edit is refused, or the taxonomy would be invalid after it.</exception>
    public static (ProductTaxonomy Taxonomy, IReadOnlyList<TaxonomyEdit> Settled, IReadOnlyList<RemovedId> Removed) Apply(
        ProductTaxonomy taxonomy, IReadOnlyList<TaxonomyEdit> edits, EditHistory history)
    {
        const int MostProblems = 100;
        edits = [.. edits.Select(edit => edit.WithDefaults())];
        var editor = new TaxonomyEditor(taxonomy, history);
        var problems = new List<EditProblem>();
        for (int i = 0; i < edits.Count && problems.Count < MostProblems; i++)
        {
            try
            {
                edits[i].Apply(editor);
            }
            catch (EditRefusedException refused)
            {
                problems.Add(new EditProblem(i, refused.Message));
            }
        }

        if (problems.Count > 0)
        {
            throw new TaxonomyEditException(problems);
        }

        return editor.Build(out IReadOnlyList<string> wrong) is { } built
            ? (built, edits, editor.Removed)
            : throw new TaxonomyEditException([.. Explain(taxonomy, edits, history, wrong)]);
    }

    /// <summary>Checks everything and builds the taxonomy.</summary>
    /// <param name="problems">The problems when the result is null.</param>
    public ProductTaxonomy? Build(out IReadOnlyList<string> problems)
    {
        var log = new ProblemLog();
        AttributeDraft[] drafts = [.. attributes.Values.Select(attribute => new AttributeDraft(attribute, new Place("", 0)))];
        ProductTaxonomy? taxonomy = TaxonomyBuilder.Build(name, locale, [.. categories.Values], drafts, packs, "", log, default);
        problems = [.. log.ToList().Where(problem => !problem.IsWarning).Select(problem => problem.Message)];
        return log.HasErrors ? null : taxonomy;
    }

    // Finds the edit that made the taxonomy invalid, so that the message can name it.
    private static IEnumerable<EditProblem> Explain(
        ProductTaxonomy taxonomy, IReadOnlyList<TaxonomyEdit> edits, EditHistory history, IReadOnlyList<string> problems)
    {
        const int MostChecked = 2000;
        if (edits.Count == 1)
        {
            return problems.Select(problem => new EditProblem(0, problem));
        }

        var editor = new TaxonomyEditor(taxonomy, history);
        var units = new UnitLookup(editor.packs.Units);
        var found = new List<EditProblem>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < edits.Count && i < MostChecked; i++)
        {
            edits[i].Apply(editor);
            if (edits[i].TouchedAttribute is string touched && editor.attributes.TryGetValue(touched, out AttributeDefinition? attribute))
            {
                var log = new ProblemLog();
                AttributeCheck.Run(new AttributeDraft(attribute, new Place("", 0)), editor.attributes, editor.packs, units, log);
                found.AddRange(log.ToList().Where(problem => !problem.IsWarning && told.Add(problem.Message))
                    .Select(problem => new EditProblem(i, problem.Message)));
            }
        }

        // A problem fixed by another edit of the batch does not count.
        found.RemoveAll(problem => !problems.Contains(problem.Message));
        return [.. found, .. problems.Where(problem => !told.Contains(problem)).Select(problem => new EditProblem(null, problem))];
    }
}

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Checks that files edited by hand keep the guarantees of edits.</summary>
internal static class Adoption
{
    /// <summary>Checks a taxonomy that will become the draft.</summary>
    /// <returns>The removed attributes and categories.</returns>
    /// <exception cref="TaxonomyEditException">Published values were removed, or an id was reused with another meaning.</exception>
    public static IReadOnlyList<RemovedId> Check(ProductTaxonomy draft, ProductTaxonomy taxonomy, EditHistory history)
    {
        var problems = new List<EditProblem>();
        foreach (AttributeDefinition published in history.Published?.Attributes ?? [])
        {
            // Values the draft lost earlier, with a removed attribute that came back, are not the files' fault.
            if (taxonomy.TryFindAttribute(published.Id, out AttributeDefinition? now)
                && draft.TryFindAttribute(published.Id, out AttributeDefinition? drafted))
            {
                HashSet<string> kept = [.. now.Values.Select(value => value.Id)], there = [.. drafted.Values.Select(value => value.Id)];
                problems.AddRange(published.Values.Where(value => there.Contains(value.Id) && !kept.Contains(value.Id))
                    .Select(value => new EditProblem(
                        null,
                        $"The value '{published.Id}/{value.Id}' ('{value.Label}') was published and is gone from the files, so tags that "
                        + $"name it would be lost. Write it back with 'status: deprecated', and 'replaced_by' if another value took its "
                        + $"place.")));
            }
        }

        foreach (AttributeDefinition attribute in taxonomy.Attributes.Where(attribute => !draft.TryFindAttribute(attribute.Id, out _)))
        {
            Try(RemovedKind.Attribute, attribute.Id, attribute.Name);
        }

        HashSet<string> before = [.. draft.Categories.Select(category => category.Id)],
        after = [.. taxonomy.Categories.Select(category => category.Id)];
        foreach (Category category in taxonomy.Categories.Where(category => !before.Contains(category.Id)))
        {
            Try(RemovedKind.Category, category.Id, category.Name);
        }

        if (problems.Count > 0)
        {
            throw new TaxonomyEditException(problems);
        }

        return
        [
            .. draft.Attributes.Where(attribute => !taxonomy.TryFindAttribute(attribute.Id, out _))
                .Select(attribute => new RemovedId(RemovedKind.Attribute, attribute.Id, attribute.Name)),
            .. draft.Categories.Where(category => !after.Contains(category.Id))
                .Select(category => new RemovedId(RemovedKind.Category, category.Id, category.Name)),
        ];

        void Try(RemovedKind kind, string id, string name)
        {
            try
            {
                history.ThrowIfTaken(kind, id, name, []);
            }
            catch (EditRefusedException refused)
            {
                problems.Add(new EditProblem(null, refused.Message));
            }
        }
    }
}

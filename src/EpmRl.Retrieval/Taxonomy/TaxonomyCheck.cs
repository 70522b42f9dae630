using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The result of checking a taxonomy's files.</summary>
/// <param name="Taxonomy">The taxonomy; null when it cannot be used.</param>
/// <param name="Problems">Every problem and warning, by file and line.</param>
internal sealed record TaxonomyCheck(ProductTaxonomy? Taxonomy, IReadOnlyList<FileProblem> Problems)
{
    /// <summary>Problems that make the taxonomy unusable.</summary>
    public IEnumerable<FileProblem> Errors => Problems.Where(problem => !problem.IsWarning);

    /// <summary>Warnings, with which the taxonomy can be used.</summary>
    public IEnumerable<FileProblem> Warnings => Problems.Where(problem => problem.IsWarning);
}

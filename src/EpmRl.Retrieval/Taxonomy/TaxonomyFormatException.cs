using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy, schema or pack file is invalid. Carries every problem found, not only the first.</summary>
public sealed class TaxonomyFormatException : FileFormatException
{
    /// <summary>Combines all problems in one exception.</summary>
    /// <param name="problems">The problems, in the order of the files.</param>
    public TaxonomyFormatException(IReadOnlyList<FileProblem> problems)
        : base(problems)
    {
    }
}

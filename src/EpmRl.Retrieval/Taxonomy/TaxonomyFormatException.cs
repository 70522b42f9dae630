using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy, schema or pack file is not right. Carries every problem found, not only the first.</summary>
public sealed class TaxonomyFormatException : FileFormatException
{
    /// <summary>Makes one exception of all problems.</summary>
    /// <param name="problems">The problems, in the order of the files.</param>
    public TaxonomyFormatException(IReadOnlyList<FileProblem> problems)
        : base(problems)
    {
    }
}

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A taxonomy, schema or pack file is not right. Carries every problem found, not only the first.</summary>
public sealed class TaxonomyFormatException : Exception
{
    /// <summary>Makes one exception of all problems.</summary>
    public TaxonomyFormatException(IReadOnlyList<TaxonomyProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, in the order of the files.</summary>
    public IReadOnlyList<TaxonomyProblem> Problems { get; }
}

/// <summary>One problem of a taxonomy file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line, from 1; 0 when the problem is of the file as a whole.</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
/// <param name="IsWarning">True when the taxonomy can be used all the same.</param>
public sealed record TaxonomyProblem(string Path, int Line, string Message, bool IsWarning = false)
{
    /// <summary><c>path:line: message</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Message}" : $"{Path}: {Message}";
}

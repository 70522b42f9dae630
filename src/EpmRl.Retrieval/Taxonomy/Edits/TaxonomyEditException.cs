namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Edits were refused; none of them was applied. Carries every problem.</summary>
internal sealed class TaxonomyEditException : RetrievalException
{
    /// <summary>Combines all problems in one exception.</summary>
    public TaxonomyEditException(IReadOnlyList<EditProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, in the order of the edits; those of the taxonomy as a whole come last.</summary>
    public IReadOnlyList<EditProblem> Problems { get; }
}

/// <summary>The reason why an edit was refused.</summary>
/// <param name="Edit">Position of the edit in its batch, from 0; null for the taxonomy as a whole.</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
internal sealed record EditProblem(int? Edit, string Message)
{
    /// <summary>The message, after the number of the edit if any.</summary>
    public override string ToString() => Edit is int place ? $"edit {place + 1}: {Message}" : Message;
}

using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Edits were refused; none of them was made. Carries every problem.</summary>
public sealed class TaxonomyEditException : RetrievalException
{
    /// <summary>Makes one exception of all problems.</summary>
    public TaxonomyEditException(IReadOnlyList<EditProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, in the order of the edits; those of the taxonomy as a whole come last.</summary>
    public IReadOnlyList<EditProblem> Problems { get; }
}

/// <summary>Why an edit was refused.</summary>
/// <param name="Edit">Place of the edit in its batch, from 0; null when the taxonomy as a whole would be wrong.</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
public sealed record EditProblem(int? Edit, string Message)
{
    /// <summary>The message, after the number of the edit where there is one.</summary>
    public override string ToString() => Edit is int place ? $"edit {place + 1}: {Message}" : Message;
}

namespace EpmRl.Retrieval.Files;

/// <summary>A hand-written file is invalid. Carries every problem found, not only the first.</summary>
public class FileFormatException : RetrievalException
{
    /// <summary>Combines all problems in one exception.</summary>
    /// <param name="problems">The problems, in the order of the files.</param>
    public FileFormatException(IReadOnlyList<FileProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, in the order of the files.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }
}

namespace EpmRl.Retrieval.Files;

/// <summary>A file that people write is not right. Carries every problem found, not only the first.</summary>
public class FileFormatException : RetrievalException
{
    /// <summary>Makes one exception of all problems.</summary>
    /// <param name="problems">The problems, in the order of the files.</param>
    public FileFormatException(IReadOnlyList<FileProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, in the order of the files.</summary>
    public IReadOnlyList<FileProblem> Problems { get; }
}

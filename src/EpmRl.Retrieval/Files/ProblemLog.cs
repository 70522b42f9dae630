namespace EpmRl.Retrieval.Files;

/// <summary>Collects the problems of a run over files. Safe for one thread.</summary>
internal sealed class ProblemLog
{
    /// <summary>Further problems are only counted, so that a hostile file cannot fill the memory.</summary>
    private const int MostKept = 2000;

    /// <summary>
    /// Searching many names for the closest takes time, and a file with so many problems has more than a few typing errors.
    /// </summary>
    private const int MostHints = 200;

    private const int MostLength = 2000; // characters of a message

    /// <summary>The same limit in letters: of each name looked up, times the names it is compared with.</summary>
    private const long MostCompared = 2_000_000;

    private readonly List<FileProblem> problems = [];
    private int dropped;
    private long compared;

    /// <summary>Whether there are errors, not only warnings.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Number of errors so far, those only counted included.</summary>
    public int Errors { get; private set; }

    public void Error(string path, int line, string message) => Add(new FileProblem(path, line, Cut(message)));

    /// <summary>The same; file content is shortened in the message.</summary>
    public void Error(string path, int line, BoundedMessage message) => Error(path, line, message.ToStringAndClear());

    public void Warn(string path, int line, string message) => Add(new FileProblem(path, line, Cut(message), IsWarning: true));

    /// <inheritdoc cref="Error(string, int, BoundedMessage)"/>
    public void Warn(string path, int line, BoundedMessage message) => Warn(path, line, message.ToStringAndClear());

    /// <summary>
    /// The end of a message about an unknown name: the closest known one. Empty once the budget for comparisons is used up.
    /// </summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="candidates">The names that exist; not enumerated when there is no hint any more.</param>
    public string Hint(string name, IEnumerable<string> candidates)
    {
        if (problems.Count >= MostHints || compared >= MostCompared)
        {
            return "";
        }

        IReadOnlyCollection<string> known = candidates as IReadOnlyCollection<string> ?? [.. candidates];
        compared += (long)name.Length * known.Count;
        return ClosestName.Hint(name, known);
    }

    /// <summary>All problems, by file and line in the order the files were read; a last entry counts the dropped ones.</summary>
    public IReadOnlyList<FileProblem> ToList()
    {
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (FileProblem problem in problems)
        {
            files.TryAdd(problem.Path, files.Count);
        }

        List<FileProblem> sorted = [.. problems.OrderBy(problem => files[problem.Path]).ThenBy(problem => problem.Line)];
        if (dropped > 0)
        {
            sorted.Add(
                new FileProblem(sorted[^1].Path, 0, $"{dropped} more problems are not shown. Fix these first.", IsWarning: !HasErrors));
        }

        return sorted;
    }

    /// <summary>Throws when there are errors, not only warnings.</summary>
    /// <param name="exception">Makes the exception of the problems; null for a <see cref="FileFormatException"/>.</param>
    /// <exception cref="FileFormatException">Carries every problem except the warnings.</exception>
    public void ThrowIfErrors(Func<IReadOnlyList<FileProblem>, FileFormatException>? exception = null)
    {
        if (HasErrors)
        {
            FileProblem[] errors = [.. ToList().Where(problem => !problem.IsWarning)];
            throw exception?.Invoke(errors) ?? new FileFormatException(errors);
        }
    }

    // Messages composed of several texts are shortened as a whole, in the middle: their end says what to do.
    private static string Cut(string message) =>
        message.Length <= MostLength ? message : $"{message[..(MostLength * 3 / 4)]}…{message[^(MostLength / 4)..]}";

    private void Add(FileProblem problem)
    {
        HasErrors |= !problem.IsWarning;
        Errors += problem.IsWarning ? 0 : 1;
        if (problems.Count < MostKept)
        {
            problems.Add(problem);
        }
        else
        {
            dropped++;
        }
    }
}

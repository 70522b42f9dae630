namespace EpmRl.Retrieval.Files;

/// <summary>One problem of a hand-written file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
/// <param name="IsWarning">True when the file can still be used.</param>
public sealed record FileProblem(string Path, int Line, string Message, bool IsWarning = false)
{
    /// <summary><c>path:line: message</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Message}" : $"{Path}: {Message}";
}

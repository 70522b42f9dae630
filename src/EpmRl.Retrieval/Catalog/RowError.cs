namespace EpmRl.Retrieval.Catalog;

/// <summary>The fault of one row of a file. Other rows are not affected.</summary>
/// <param name="File">The file's name as the user gave it; <c>-</c> for stdin.</param>
/// <param name="Line">The line where the row begins, from 1.</param>
/// <param name="Field">The field or column at fault; null for the row as a whole.</param>
/// <param name="Message">What was expected, what was found, what to do.</param>
/// <param name="Row">The row's text, cut after 1,000 characters.</param>
public sealed record RowError(string File, long Line, string? Field, string Message, string Row)
{
    /// <summary><c>file:line: field 'x': message</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {(Field is null ? "" : $"field '{Field}': ")}{Message}";
}

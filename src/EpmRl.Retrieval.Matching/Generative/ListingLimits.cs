namespace EpmRl.Retrieval.Matching;

/// <summary>How much of a listing a prompt shows, in characters. What is cut off is not seen and cannot be quoted.</summary>
/// <param name="Title">Most characters of the title.</param>
/// <param name="Options">Most characters of the options.</param>
/// <param name="Column">Most characters of a further column.</param>
/// <param name="Columns">Most further columns.</param>
/// <param name="Description">Most characters of the description.</param>
/// <param name="Only">Names of the columns that are shown, in lower case; null for all.</param>
internal sealed record ListingLimits(
    int Title, int Options, int Column, int Columns, int Description, IReadOnlySet<string>? Only = null)
{
    /// <summary>Half of each, at least a few words of the title; for prompts that do not fit into the model's context.</summary>
    public ListingLimits Halved() =>
        new(Math.Max(Title / 2, 40), Options / 2, Column / 2, Columns / 2, Description / 2, Only);

    /// <summary>Whether a column may be shown; case, and an underline or a dash for a blank, do not count.</summary>
    public bool Shows(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Only is null || Only.Contains(column.Replace('_', ' ').Replace('-', ' ').ToLowerInvariant());
    }
}

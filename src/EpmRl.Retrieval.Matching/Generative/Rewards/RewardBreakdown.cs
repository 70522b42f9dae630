namespace EpmRl.Retrieval.Matching;

/// <summary>A reward with all its parts.</summary>
/// <param name="Parts">The weighed parts, in the order of <see cref="RewardParts.All"/>; empty where the answer is out of form.</param>
/// <param name="Total">The sum of the contributions; the options' figure for an answer out of form.</param>
/// <param name="Problem">Why the answer is out of form; null if it is not.</param>
/// <param name="Answer">The parsed answer; null where it is out of form.</param>
internal sealed record RewardBreakdown(IReadOnlyList<RewardPart> Parts, double Total, string? Problem, Answer? Answer)
{
    /// <summary>A part; null where it is not weighed, or the answer is out of form.</summary>
    public RewardPart? Of(string name) => Parts.FirstOrDefault(part => part.Name == name);

    /// <summary>
    /// The contributions as a row for advantages by part: those of <see cref="RewardParts.All"/> in order, then the form's, 0 or the figure
    /// of an answer out of form. They sum to the total.
    /// </summary>
    /// <returns>[<see cref="Columns"/>].</returns>
    public double[] ToRow()
    {
        double[] row = new double[Columns];
        for (int i = 0; i < RewardParts.All.Count; i++)
        {
            row[i] = Of(RewardParts.All[i])?.Contribution ?? 0;
        }

        row[^1] = Problem is null ? 0 : Total;
        return row;
    }

    /// <summary>Length of <see cref="ToRow"/>.</summary>
    public static int Columns => RewardParts.All.Count + 1;
}

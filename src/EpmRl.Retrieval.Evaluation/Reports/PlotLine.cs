namespace EpmRl.Retrieval.Evaluation;

/// <summary>A line of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Style">Its class in the page's style: empty, <c>two</c>, <c>three</c> or <c>limit</c>.</param>
/// <param name="Points">Its points, ascending by X; shares in [0, 1].</param>
internal sealed record PlotLine(string Name, string Style, IReadOnlyList<(double X, double Y)> Points);

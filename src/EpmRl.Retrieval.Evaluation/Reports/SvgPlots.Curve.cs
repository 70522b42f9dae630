using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <content>Curves with axes of any range.</content>
internal static partial class SvgPlots
{
    private const int MostPoints = 300; // more are not visible

    /// <summary>A curve whose vertical axis starts at 0.</summary>
    internal static string Curve(string x, string y, IReadOnlyList<(double X, double Y)> points)
    {
        (double X, double Y)[] shown = [.. Thinned(points)];
        double right = RoundUp(shown.Select(point => point.X).DefaultIfEmpty(1).Max());
        double top = RoundUp(shown.Select(point => point.Y).DefaultIfEmpty(1).Max());
        var svg = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Left + Width + 16} {Top + Height + 44}\" role=\"img\" aria-label=\"{y} over {x}\">"));
        for (int i = 0; i <= 4; i++)
        {
            double share = i / 4.0;
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{Y(share, 0):0.#}\" "
                + $"y2=\"{Y(share, 0):0.#}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(share, 0) + 4:0.#}\" "
                    + $"text-anchor=\"end\">{top * share:0.###}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{X(share):0.#}\" y=\"{Top + Height + 18}\" "
                    + $"text-anchor=\"middle\">{right * share:0.#}</text>");
        }

        return svg
            .Append(CultureInfo.InvariantCulture, $"<path class=\"line\" "
                + $"d=\"{Path(shown.Select(point => (X(point.X / right), Y(point.Y / top, 0))))}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Width / 2)}\" y=\"{Top + Height + 38}\" "
                + $"text-anchor=\"middle\">{x}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(10 {Top + (Height / 2)}) rotate(-90)\" "
                + $"text-anchor=\"middle\">{y}</text></svg>")
            .ToString();
    }

    // Means of neighbours, so that a long run's curve is a line instead of a band.
    private static IEnumerable<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points)
    {
        int size = Math.Max(1, (points.Count + MostPoints - 1) / MostPoints);
        return points.Chunk(size).Select(chunk => (chunk[^1].X, chunk.Average(point => point.Y)));
    }

    // The next of 1, 2, 4, 5, 8 and 10 times a power of ten: quarters of these are short numbers.
    private static double RoundUp(double value)
    {
        if (value <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * new[] { 1.0, 2, 4, 5, 8, 10 }.First(step => step * power >= value * (1 - 1e-9));
    }
}

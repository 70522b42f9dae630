using System.Globalization;
using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>The plots of a report as inline SVG; the page's style defines the colours, for light and dark.</summary>
internal static partial class SvgPlots
{
    private const double Left = 44;
    private const double Top = 12;
    private const double Width = 420;
    private const double Height = 250;

    /// <summary>Precision over coverage, with the engine's own point and the share of pairs that have a value.</summary>
    internal static string PrecisionCoverage(PrecisionCoverageCurve curve, F1Counts standing)
    {
        double lowest = Math.Min(standing.Precision, curve.Points.Select(point => point.Precision).DefaultIfEmpty(1).Min());
        double floor = new[] { 0.8, 0.6, 0.2, 0 }.First(level => level == 0 || level < lowest); // these give round ticks
        var svg = Begin("coverage (answered of all pairs)", "precision", floor);
        double withValue = standing.Pairs == 0 ? 0 : (double)standing.WithValue / standing.Pairs;
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"ref\" x1=\"{X(withValue):0.#}\" x2=\"{X(withValue):0.#}\" y1=\"{Top}\" "
            + $"y2=\"{Top + Height}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"note\" x=\"{X(withValue) + (withValue > 0.6 ? -6 : 6):0.#}\" "
                + $"y=\"{Top + Height - 8}\" text-anchor=\"{(withValue > 0.6 ? "end" : "start")}\">"
                + $"{withValue * 100:0} % of pairs have a value</text>");
        if (curve.Points.Count > 0)
        {
            string line = Path(curve.Points.Select(point => (X(point.Coverage), Y(point.Precision, floor))));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area\" d=\"{line}L{X(curve.Points[^1].Coverage):0.#} "
                + $"{Top + Height}L{X(curve.Points[0].Coverage):0.#} {Top + Height}Z\"/>")
                .Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"{line}\"/>");
        }

        double x = X(standing.Coverage);
        double y = Y(standing.Precision, floor);
        bool right = standing.Coverage > 0.5;
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"5\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"strong\" x=\"{x + (right ? -10 : 10):0.#}\" y=\"{y + 18:0.#}\" "
                + $"text-anchor=\"{(right ? "end" : "start")}\">{standing.Precision * 100:0.0} at {standing.Coverage * 100:0.0}</text>");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Share that is right over stated probability; dots and the bars below show how many answers each bin has.</summary>
    /// <param name="reliability">The bins.</param>
    /// <param name="actual">Name of the vertical axis.</param>
    /// <param name="unit">What is counted.</param>
    internal static string Reliability(
        Reliability reliability, string actual = "share that is right", string unit = "answers")
    {
        var svg = Begin("stated probability", actual, 0);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"ref\" x1=\"{X(0)}\" y1=\"{Y(0, 0)}\" x2=\"{X(1)}\" y2=\"{Y(1, 0)}\"/>");
        int most = reliability.Bins.Select(bin => bin.Count).DefaultIfEmpty(1).Max();
        foreach (ReliabilityBin bin in reliability.Bins)
        {
            double height = 0.3 * Height * bin.Count / most;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"count\" x=\"{X(bin.From) + 3:0.#}\" y=\"{Top + Height - height:0.#}\" "
                + $"width=\"{(Width * (bin.To - bin.From)) - 6:0.#}\" height=\"{height:0.#}\" rx=\"2\">"
                + $"<title>{bin.Count:N0} {unit}</title></rect>");
        }

        foreach (ReliabilityBin bin in reliability.Bins)
        {
            double radius = 3 + (6 * Math.Sqrt((double)bin.Count / most)); // small bins must not look like large ones
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{X(bin.Stated):0.#}\" cy=\"{Y(bin.Actual, 0):0.#}\" "
                + $"r=\"{radius:0.#}\"><title>{bin.Stated * 100:0} % stated, {bin.Actual * 100:0} % true, "
                + $"{bin.Count:N0} {unit}</title></circle>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>A curve without axes, for a table's row.</summary>
    internal static string Spark(PrecisionCoverageCurve curve)
    {
        const double width = 96;
        const double height = 24;
        var svg = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"<svg class=\"spark\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"precision over "
                + $"coverage\"><path class=\"axis\" d=\"M0 {height - 0.5}H{width}\"/>"));
        if (curve.Points.Count > 0)
        {
            IEnumerable<(double, double)> points =
                curve.Points.Select(point => (width * point.Coverage, 1.5 + ((height - 3) * (1 - point.Precision))));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"{Path(points)}\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(string x, string y, double floor)
    {
        var svg = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Left + Width + 16} {Top + Height + 44}\" role=\"img\" aria-label=\"{y} over {x}\">"));
        for (int i = 0; i <= 4; i++)
        {
            double share = i / 4.0;
            double level = floor + ((1 - floor) * share);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + Width}\" "
                + $"y1=\"{Y(level, floor):0.#}\" y2=\"{Y(level, floor):0.#}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(level, floor) + 4:0.#}\" "
                    + $"text-anchor=\"end\">{level * 100:0.#}</text>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{X(share):0.#}\" y=\"{Top + Height + 18}\" "
                    + $"text-anchor=\"middle\">{share * 100:0}</text>");
        }

        return svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Width / 2)}\" y=\"{Top + Height + 38}\" "
            + $"text-anchor=\"middle\">{x}, %</text>")
            .Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(10 {Top + (Height / 2)}) rotate(-90)\" "
                + $"text-anchor=\"middle\">{y}, %</text>");
    }

    private static double X(double share) => Left + (Width * share);

    private static double Y(double share, double floor) => Top + (Height * (1 - ((share - floor) / (1 - floor))));

    private static string Path(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach ((double x, double y) in points)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
        }

        return path.ToString();
    }
}

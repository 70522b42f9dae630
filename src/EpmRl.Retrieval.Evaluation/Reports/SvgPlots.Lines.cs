using System.Globalization;
using System.Net;
using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <content>Several lines in one plot, and bars of two classes.</content>
internal static partial class SvgPlots
{
    private const double LegendHeight = 24;

    /// <summary>Lines over shares, with a legend.</summary>
    /// <param name="x">Name of the horizontal axis.</param>
    /// <param name="y">Name of the vertical axis.</param>
    /// <param name="lines">The lines, the most important first: it is drawn last.</param>
    /// <param name="mark">A place on the horizontal axis that is marked; null for none.</param>
    /// <param name="right">Right end of the horizontal axis, in (0, 1].</param>
    /// <param name="dot">A point that is marked and labelled; null for none.</param>
    internal static string Lines(
        string x, string y, IReadOnlyList<PlotLine> lines, (double At, string Text)? mark = null, double right = 1,
        (double X, double Y, string Text)? dot = null)
    {
        double floor = FloorOf(lines.SelectMany(line => line.Points).Where(point => point.X <= right).Select(point => point.Y)
            .Append(dot?.Y ?? 1));
        StringBuilder svg = BeginLegend($"{y} over {x}");
        for (int i = 0; i <= 4; i++)
        {
            double share = i / 4.0, level = floor + ((1 - floor) * share);
            Rule(svg, Y(level, floor), Number(level * 100));
            Tick(svg, X(share), Number(right * share * 100));
        }

        AxisNames(svg, $"{x}, %", $"{y}, %");
        if (mark is var (at, text) && at <= right)
        {
            Mark(svg, X(at / right), text, Top + Height - 8); // lines are seldom at the bottom
        }

        foreach (PlotLine line in lines.Reverse())
        {
            IEnumerable<(double, double)> points = Visible(line.Points.Where(point => point.X <= right))
                .Select(point => (X(point.X / right), Math.Min(Y(point.Y, floor), Top + Height)));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.Style}\" d=\"{Path(points)}\"/>");
        }

        if (dot is var (dotX, dotY, label))
        {
            bool isRight = dotX > right / 2;
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{X(dotX / right):0.#}\" ")
                .Append(CultureInfo.InvariantCulture, $"cy=\"{Y(dotY, floor):0.#}\" r=\"5\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"strong\" x=\"{X(dotX / right) + (isRight ? -10 : 10):0.#}\" ")
                .Append(CultureInfo.InvariantCulture, $"y=\"{Y(dotY, floor) + 18:0.#}\" text-anchor=\"{(isRight ? "end" : "start")}\">")
                .Append(Text(label)).Append("</text>");
        }

        Legend(svg, lines.Count > 1 ? lines.Select(line => (line.Name, line.Style)) : []);
        return svg.Append("</svg>").ToString();
    }

    /// <summary>Numbers of two classes over shares, on a logarithmic scale: one class often has many times more.</summary>
    /// <param name="x">Name of the horizontal axis.</param>
    /// <param name="y">Name of the vertical axis.</param>
    /// <param name="first">Name of the first class, and its numbers by bin of equal width.</param>
    /// <param name="second">The second class, with as many bins.</param>
    /// <param name="mark">A place on the horizontal axis that is marked; null for none.</param>
    internal static string Histogram(
        string x, string y, (string Name, IReadOnlyList<int> Counts) first, (string Name, IReadOnlyList<int> Counts) second,
        (double At, string Text)? mark = null)
    {
        int bins = first.Counts.Count, most = first.Counts.Concat(second.Counts).DefaultIfEmpty(0).Max();
        double top = Math.Log10(1 + Math.Max(1, most));
        StringBuilder svg = BeginLegend($"{y} over {x}");
        for (int level = 1; level <= Math.Max(1, most); level *= 10)
        {
            Rule(svg, Y(Math.Log10(1 + level) / top, 0), level.ToString("N0", CultureInfo.InvariantCulture));
        }

        Rule(svg, Y(0, 0), "0");
        for (int i = 0; i <= 4; i++)
        {
            Tick(svg, X(i / 4.0), Number(i * 25));
        }

        AxisNames(svg, $"{x}, %", y);
        double width = Width / bins;
        for (int bin = 0; bin < bins; bin++)
        {
            Bar(second, "limit", bin, 0.5);
            Bar(first, "", bin, 0);
        }

        if (mark is var (at, text))
        {
            Mark(svg, X(at), text, Top + 12);
        }

        Legend(svg, [(first.Name, ""), (second.Name, "limit")]);
        return svg.Append("</svg>").ToString();

        void Bar((string Name, IReadOnlyList<int> Counts) of, string style, int bin, double shift)
        {
            int count = of.Counts[bin];
            if (count > 0)
            {
                double height = Height * Math.Log10(1 + count) / top;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bars {style}\" x=\"{Left + (width * (bin + shift)) + 1:0.#}\" ")
                    .Append(CultureInfo.InvariantCulture, $"y=\"{Top + Height - height:0.#}\" width=\"{(width / 2) - 1.5:0.#}\" ")
                    .Append(CultureInfo.InvariantCulture, $"height=\"{height:0.#}\" rx=\"1\"><title>{count:N0} {Text(of.Name)}, ")
                    .Append(CultureInfo.InvariantCulture, $"{100.0 * bin / bins:0}–{100.0 * (bin + 1) / bins:0} %</title></rect>");
            }
        }
    }

    // These floors give round ticks.
    private static double FloorOf(IEnumerable<double> levels)
    {
        double lowest = levels.DefaultIfEmpty(0).Min();
        return new[] { 0.8, 0.6, 0.2, 0 }.First(level => level == 0 || level < lowest);
    }

    // Points closer than a pixel add bytes and nothing to see.
    private static IEnumerable<(double X, double Y)> Visible(IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)? last = null, skipped = null;
        foreach ((double X, double Y) point in points)
        {
            if (last is var (x, y) && Math.Abs(point.X - x) * Width < 1 && Math.Abs(point.Y - y) * Height < 1)
            {
                skipped = point;
                continue;
            }

            (last, skipped) = (point, null);
            yield return point;
        }

        if (skipped is { } end)
        {
            yield return end;
        }
    }

    private static StringBuilder BeginLegend(string label) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {Left + Width + 16} {Top + Height + 44 + LegendHeight}\" role=\"img\" aria-label=\"{Text(label)}\">"));

    private static void Rule(StringBuilder svg, double y, string text) => svg
        .Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>")
        .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{text}</text>");

    private static void Tick(StringBuilder svg, double x, string text) => svg.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{text}</text>");

    private static void AxisNames(StringBuilder svg, string x, string y) => svg
        .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + (Width / 2)}\" y=\"{Top + Height + 38}\" text-anchor=\"middle\">")
        .Append(Text(x))
        .Append(CultureInfo.InvariantCulture, $"</text><text transform=\"translate(10 {Top + (Height / 2)}) rotate(-90)\" ")
        .Append("text-anchor=\"middle\">").Append(Text(y)).Append("</text>");

    private static void Mark(StringBuilder svg, double x, string text, double y)
    {
        bool isRight = x > Left + (0.6 * Width);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"ref\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top}\" y2=\"{Top + Height}\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text class=\"strong\" x=\"{x + (isRight ? -6 : 6):0.#}\" y=\"{y:0.#}\" ")
            .Append(CultureInfo.InvariantCulture, $"text-anchor=\"{(isRight ? "end" : "start")}\">{Text(text)}</text>");
    }

    private static void Legend(StringBuilder svg, IEnumerable<(string Name, string Style)> entries)
    {
        double at = Left, y = Top + Height + 44 + (LegendHeight / 2);
        foreach ((string name, string style) in entries)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"key {style}\" x=\"{at:0.#}\" y=\"{y - 7:0.#}\" ")
                .Append("width=\"14\" height=\"4\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{at + 20:0.#}\" y=\"{y - 1:0.#}\">{Text(name)}</text>");
            at += 40 + (7 * name.Length); // an estimate: plots have no script to measure text
        }
    }

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

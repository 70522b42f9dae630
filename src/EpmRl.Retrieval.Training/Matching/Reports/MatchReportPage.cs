using System.Globalization;
using System.Net;
using System.Text;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Writes a report about a matcher as one HTML page, light and dark, without scripts or other files.</summary>
internal static partial class MatchReportPage
{
    private const double UsualRatio = 8; // others for each match, as in the pairs that matchers are trained on

    // What this page has beside the style of all reports.
    private const string Style = """
        .set > h2, h2.set { font-size: 22px; letter-spacing: -.01em; margin: 12px 0 -8px; }
        .wide td, .wide th { white-space: normal; }
        td.hit { background: var(--same); color: var(--sameink); font-weight: 600; }
        td.miss { background: var(--conflict); color: var(--conflictink); }
        tr.total th, tr.total td { font-weight: 600; }
        .panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px; align-self: start; }
        .confusion th, .confusion td { padding: 7px 10px; }
        .errors article.explained { margin: 12px 0; }
        .errors details > p { margin-bottom: 6px; }
        .explained .badge { margin: 0; }
        .explained .two p { max-height: 10.5em; overflow-y: auto; }
        .explained .two p:not(.soft) { font-size: 14px; }
        @media (max-width: 640px) { figure svg text { font-size: 14px; } }
        .note { color: var(--soft); font-size: 13px; margin-top: 10px; }
        """;

    /// <summary>Creates the page.</summary>
    public static string Render(MatchReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string title = string.Join(", ", report.Measurements.Select(one => one.Name).Concat(report.Suites.Select(suite => suite.Name)));
        var page = new StringBuilder(128 * 1024);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append(Invariant($"<title>{Escape(title)} · matching</title>\n"))
            .Append(Invariant($"<style>{HtmlReport.Style}{ExplanationPage.PairStyle}{Style}</style>\n"))
            .Append("</head>\n<body>\n<main>\n<header>\n<p class=\"over\">Matching of listings</p>\n")
            .Append(Invariant($"<h1>{Escape(title)}</h1>\n<p class=\"sub\">{Escape(Contents(report))}</p>\n</header>\n"));
        foreach (MatchMeasurement measured in report.Measurements)
        {
            if (report.Measurements.Count + report.Suites.Count > 1)
            {
                page.Append(Invariant($"<h2 class=\"set\">{Escape(measured.Name)}, {measured.Part}</h2>\n"));
            }

            AppendMeasurement(page, report, measured);
        }

        foreach ((string name, IReadOnlyList<CaseResult> results) in report.Suites)
        {
            AppendSuite(page, name, results);
        }

        AppendConditions(page, report);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Contents(MatchReport report) => string.Join(" · ", (string[])
    [
        report.Model,
        .. report.Measurements.Count == 1
            ? [Invariant($"{Pairs(report.Measurements[0].Counts)} of {report.Measurements[0].Listings:N0} listings")]
            : report.Measurements.Count > 1 ? [Invariant($"{report.Measurements.Count} sets of labelled pairs")] : Array.Empty<string>(),
        .. report.Suites.Count > 0 ? [Invariant($"{report.Suites.Sum(suite => suite.Results.Count):N0} cases")] : Array.Empty<string>(),
    ]);

    private static void AppendMeasurement(StringBuilder page, MatchReport report, MatchMeasurement measured)
    {
        AppendCards(page, measured);
        (double, string) mark = (measured.Threshold, Invariant($"threshold {Percent(measured.Threshold)}"));
        MatchCounts counts = measured.Counts;
        page.Append("<section class=\"pair\">\n");
        AppendFigure(
            page, "By threshold", ThresholdCaption(measured),
            SvgPlots.Lines(
                "threshold", "share",
                [
                    new PlotLine("F1", "", Line(measured, point => point.F1)),
                    new PlotLine("precision", "two", Line(measured, point => point.Precision)),
                    new PlotLine("recall", "three", Line(measured, point => point.Recall)),
                ],
                mark));
        AppendFigure(
            page, "Precision against recall",
            $"The dot is the matcher's own threshold. Precision at recall {string.Join(", ", measured.Figures.PrecisionAtRecall.Select(
                at => Invariant($"{at.Recall * 100:0} %: {Percent(at.Precision)}")))}.",
            SvgPlots.Lines(
                "recall", "precision",
                [new PlotLine("", "", [.. measured.Curve.Points.Select(point => (point.Counts.Recall, point.Counts.Precision))])],
                dot: (counts.Recall, counts.Precision, $"{Percent(counts.Precision)} at {Percent(counts.Recall)}")));
        AppendFigure(
            page, "Do probabilities hold?",
            "On the diagonal they do. Large dots and bars have many pairs; the calibration error is the mean distance of all pairs.",
            SvgPlots.Reliability(ReliabilityOf(measured), "share that matches", "pairs"));
        AppendFigure(
            page, "Probabilities of both classes",
            "Numbers of pairs, on a logarithmic scale. What overlaps is what a second matcher is for.",
            SvgPlots.Histogram(
                "probability of same", "pairs",
                ("matches", Bins(measured, isSame: true)), ("others", Bins(measured, isSame: false)), mark));
        page.Append("</section>\n");
        AppendTables(page, measured);
        AppendCategories(page, report, measured);
        AppendCascade(page, report, measured);
        AppendErrors(page, measured, report.ErrorsShown);
    }

    private static void AppendCards(StringBuilder page, MatchMeasurement measured)
    {
        MatchCounts counts = measured.Counts;
        page.Append("<section class=\"cards\">\n");
        AppendCard(
            page, Invariant($"F1 at {Ratio(counts.Ratio)}"), Percent(counts.F1),
            $"95 %: {Percent(measured.Interval.Low)} – {Percent(measured.Interval.High)}", first: true);
        AppendCard(page, "Average precision", Percent(measured.Figures.AveragePrecision), "of all thresholds");
        AppendCard(page, "Precision", Percent(counts.Precision), Invariant($"{counts.Right:N0} of {counts.Called:N0} called same"));
        AppendCard(page, "Recall", Percent(counts.Recall), Invariant($"{counts.Right:N0} of {counts.Matches:N0} matches"));
        if (measured.Figures.PrecisionAtRecall.FirstOrDefault(at => at.Recall == 0.9) is { Recall: > 0 } at)
        {
            AppendCard(page, "Precision at recall 90", Percent(at.Precision), "with another threshold");
        }

        AppendCard(page, "Calibration error", Percent(ReliabilityOf(measured).ExpectedCalibrationError), "points of probability");
        page.Append("</section>\n");
    }

    private static Reliability ReliabilityOf(MatchMeasurement measured) =>
        Reliability.Of(measured.Pairs.Select(pair => (pair.Decision.Probability, pair.IsSame)));

    private static string ThresholdCaption(MatchMeasurement measured)
    {
        (double threshold, MatchCounts best) = measured.Curve.Best;
        return $"The matcher's threshold gives F1 {Percent(measured.Counts.F1)}. The best one for these pairs, {Percent(threshold)}, gives "
            + $"{Percent(best.F1)}: no other threshold gains more.";
    }

    private static (double, double)[] Line(MatchMeasurement measured, Func<MatchCounts, double> figure) =>
        [.. measured.Curve.Points.Reverse().Select(point => (point.Threshold, figure(point.Counts)))];

    private static int[] Bins(MatchMeasurement measured, bool isSame)
    {
        const int bins = 20;
        int[] counts = new int[bins];
        foreach (MeasuredPair pair in measured.Pairs.Where(pair => pair.IsSame == isSame))
        {
            counts[Math.Min(bins - 1, (int)(pair.Decision.Probability * bins))]++;
        }

        return counts;
    }

    private static void AppendConditions(StringBuilder page, MatchReport report)
    {
        (string, string)[] rows =
        [
            ("Metric", "A pair counts as called where the verdict is same. Precision, recall and F1 are of that class; unsure, variant and "
                + "different are not calls."),
            ("Class ratio", "An F1 says nothing without it: more other pairs a match lower the precision. With recall R, the share f "
                + "of other pairs that are called and n others for each match, F1 = 2R / (1 + R + n · f)."),
            ("Interval", "Percentiles of 1,000 bootstrap samples, seed 1. Whole products are drawn: a pair belongs to the product of its "
                + "first listing, and labelled matches join listings to products."),
            .. report.Measurements.Any(one => one.Pairs.Any(pair => pair.IsSeen is not null))
                ? [("Seen", "A pair is seen if one of its listings is in a training pair of its folder; the rest is unseen. It says "
                    + "something about a matcher that was trained on that folder.")]
                : Array.Empty<(string, string)>(),
            .. report.Conditions,
            ("Matcher", report.Model),
            ("Engine", EvaluationConditions.ThisVersion),
        ];
        page.Append("<section>\n<h2>Conditions</h2>\n<dl>\n");
        foreach ((string name, string text) in rows)
        {
            page.Append(Invariant($"<dt>{Escape(name)}</dt><dd>{Escape(text)}</dd>\n"));
        }

        page.Append("</dl>\n</section>\n");
    }

    private static void AppendFigure(StringBuilder page, string title, string caption, string svg) =>
        page.Append(Invariant($"<figure>\n<h2>{Escape(title)}</h2>\n<p>{Escape(caption)}</p>\n{svg}\n</figure>\n"));

    private static void AppendCard(StringBuilder page, string name, string figure, string note, bool first = false) => page.Append(
        Invariant($"<div class=\"{(first ? "card first" : "card")}\"><p>{Escape(name)}</p><strong>{figure}</strong>")
            + $"<small>{Escape(note)}</small></div>\n");

    // Cells are HTML.
    private static void AppendTable(
        StringBuilder page, string style, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        page.Append(Invariant($"<div class=\"scroll\"><table class=\"{style}\"><thead><tr>"))
            .AppendJoin("", columns.Select(column => $"<th>{Escape(column)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            page.Append("<tr><th>").Append(row[0]).Append("</th>")
                .AppendJoin("", row.Skip(1).Select(cell => cell.StartsWith("<td", StringComparison.Ordinal) ? cell : $"<td>{cell}</td>"))
                .Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Pairs(MatchCounts counts) => Invariant($"{counts.Pairs:N0} pairs, {counts.Matches:N0} matches");

    private static string Bar(double share) =>
        Invariant($"<span class=\"bar\"><i style=\"width:{share * 100:0.0}%\"></i></span><b>{share * 100:0.0}</b>");

    // With blanks that do not break.
    private static string Ratio(double ratio) => Invariant($"1\u00a0:\u00a0{ratio:0.#}");

    private static string Percent(double share) => Invariant($"{share * 100:0.0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

using System.Text;
using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <content>Quality against cost: what a second matcher for doubtful pairs brings.</content>
internal static partial class MatchReportPage
{
    private static void AppendCascade(StringBuilder page, MatchReport report, MatchMeasurement measured)
    {
        var cascade = CascadeMeasurement.Of(measured.Pairs, measured.Threshold, report.Second);
        page.Append("<section class=\"pair\">\n");
        AppendFigure(page, "Quality against cost", CascadeCaption(measured, cascade), SvgPlots.Lines(
            "pairs sent to the second matcher", cascade.Given is null ? "F1" : "share", CascadeLines(cascade),
            right: RightOf(cascade.Limit)));
        AppendFigure(
            page, "Pairs in doubt",
            "How many pairs are in a band around the threshold, by its width.",
            SvgPlots.Curve(
                "width of the band, %", "pairs in it, %", [.. cascade.Widths.Select(one => (100 * one.Width, 100 * one.Share))]));
        page.Append("</section>\n<section class=\"more\">\n<h2>Doubt band by budget</h2>\n<p>")
            .Append("The band with most errors among those with at most that share of the pairs. Figures are of the pairs of one half of ")
            .Append("the products with the band of the other half.</p>\n");
        AppendTable(
            page, "",
            [
                "at most sent", "band", "sent", "F1, always right", "errors left",
                .. cascade.Given is null ? Array.Empty<string>() : ["F1, second matcher", "precision", "recall"],
            ],
            cascade.Limit.Select((limit, i) => (Limit: limit, Place: i)).DistinctBy(one => (one.Limit.Band, one.Limit.Share)).Select(one =>
                RowOf(one.Limit, cascade.Given?[one.Place], measured.Counts)));
        if (report.Band is var (goal, quality))
        {
            page.Append(Invariant($"<p class=\"note\">{Escape(goal)}: {Escape(BandText.Of(quality))}</p>\n"));
        }

        page.Append("</section>\n");
    }

    private static string[] RowOf(CascadePoint limit, CascadePoint? given, MatchCounts counts) =>
    [
        Invariant($"{limit.Budget * 100:0.#} %"), Band(limit.Band), $"{Percent(limit.Share)} %", Percent(limit.F1),
        Number(ErrorsOf(limit, counts)),
        .. given is null ? Array.Empty<string>() : [Bar(given.F1), Percent(given.Precision), Percent(given.Recall)],
    ];

    // The budget of all pairs is beyond: it says what the second matcher does alone.
    private static double RightOf(IReadOnlyList<CascadePoint> curve)
    {
        double most = curve.Where(point => point.Budget < 1).Select(point => point.Share).DefaultIfEmpty(0).Max();
        return new[] { 0.04, 0.1, 0.2, 0.4, 1 }.First(right => right >= most || right == 1);
    }

    private static PlotLine[] CascadeLines(CascadeMeasurement cascade)
    {
        PlotLine limit = new("F1, always right", "limit", Points(cascade.Limit, point => point.F1));
        return cascade.Given is not { } given ? [limit]
            :
            [
                new PlotLine("F1", "", Points(given, point => point.F1)),
                new PlotLine("precision", "two", Points(given, point => point.Precision)),
                new PlotLine("recall", "three", Points(given, point => point.Recall)),
                limit,
            ];
    }

    private static (double, double)[] Points(IReadOnlyList<CascadePoint> curve, Func<CascadePoint, double> figure) =>
        [.. curve.Select(point => (point.Share, figure(point))).OrderBy(point => point.Share)];

    private static string CascadeCaption(MatchMeasurement measured, CascadeMeasurement cascade) => cascade.Given is null
        ? "F1 with a second matcher that is always right about the pairs in doubt: a limit, not a forecast. Give the decisions of a second "
            + "matcher to see what it brings."
        : Invariant($"The second matcher decided {cascade.Decided:N0} of {measured.Pairs.Count:N0} pairs; elsewhere the first verdict ")
            + "counts. Dashed: one that is always right, the limit.";

    private static string Band(DoubtBand band) =>
        band.IsEmpty ? "–" : Invariant($"{Percent(band.Low)} – {Percent(band.High)} %");

    // False and missed ones, from precision and recall.
    private static int ErrorsOf(CascadePoint point, MatchCounts counts)
    {
        double right = point.Recall * counts.Matches;
        return (int)Math.Round(counts.Matches - right + (point.Precision > 0 ? (right / point.Precision) - right : 0));
    }
}

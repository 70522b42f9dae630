using System.Text;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <content>The tables of a set of labelled pairs: class ratios, verdicts, seen products, categories.</content>
internal static partial class MatchReportPage
{
    private static readonly MatchVerdict[] Verdicts =
        [MatchVerdict.Same, MatchVerdict.Variant, MatchVerdict.Different, MatchVerdict.Unsure];

    private static void AppendTables(StringBuilder page, MatchMeasurement measured)
    {
        MatchCounts counts = measured.Counts;
        page.Append("<section class=\"triple\">\n<div><h2>F1 by class ratio</h2>\n");
        AppendTable(
            page, "", ["matches : others", "F1", "precision"],
            ((double Ratio, string Note)[])[(4, ""), (UsualRatio, ""), (counts.Ratio, "<small>these pairs</small>")] is var ratios
                ? ratios.OrderBy(one => one.Ratio).Select(one => (string[])
                    [Ratio(one.Ratio) + one.Note, Bar(counts.F1At(one.Ratio)), Percent(counts.PrecisionAt(one.Ratio))])
                : []);
        page.Append(Invariant($"<p class=\"note\">Recall {Percent(counts.Recall)}, and {counts.FalseRate * 100:0.00} % of the others"))
            .Append(" called.</p></div>\n<div><h2>Verdicts</h2>\n");
        AppendTable(
            page, "", ["verdict", "pairs", "matches", "share"],
            measured.Pairs.GroupBy(pair => pair.Decision.Verdict).OrderBy(group => Array.IndexOf(Verdicts, group.Key))
                .Select(group => (string[])
                [
                    DecisionLines.NameOf(group.Key), Number(group.Count()), Number(group.Count(pair => pair.IsSame)),
                    Percent((double)group.Count(pair => pair.IsSame) / group.Count()),
                ]));
        page.Append("<p class=\"note\">Share: matches among the pairs of that verdict, %.</p></div>\n");
        if (measured.Pairs.Any(pair => pair.IsSeen is not null))
        {
            page.Append("<div><h2>Products seen in training</h2>\n");
            AppendTable(
                page, "", ["", "F1", Invariant($"at {Ratio(UsualRatio)}"), "P", "R"],
                ((string, bool)[])[("seen", true), ("unseen", false)] is var kinds
                    ? kinds.Select(kind => (kind.Item1, Counts: MatchCounts.Of(measured.Pairs.Where(pair => pair.IsSeen == kind.Item2))))
                        .Select(kind => SeenRow(kind.Item1, kind.Counts))
                    : []);
            page.Append("<p class=\"note\">Compare the figures at one ratio: the two have different ones.</p></div>\n");
        }

        page.Append("</section>\n");
    }

    private static string[] SeenRow(string name, MatchCounts counts) => counts.Pairs == 0
        ? [$"{name}<small>no pairs</small>", "–", "–", "–", "–"]
        :
        [
            $"{name}<small>{Invariant($"{counts.Pairs:N0} pairs, {Ratio(counts.Ratio)}")}</small>", Percent(counts.F1),
            Percent(counts.F1At(UsualRatio)), Percent(counts.Precision), Percent(counts.Recall),
        ];

    private static void AppendCategories(StringBuilder page, MatchReport report, MatchMeasurement measured)
    {
        IReadOnlyList<CategoryThreshold> lines = CategoryThreshold.Fit(measured.Pairs, report.CategoryPrecision);
        if (!lines.Any(line => line.Category is not null))
        {
            return; // no categories, or none with enough pairs
        }

        string goal = report.CategoryPrecision is { } precision ? $"precision {Percent(precision)}" : "the largest F1";
        page.Append("<section class=\"more\">\n<h2>By category</h2>\n<p>")
            .Append(Invariant($"Categories with {CategoryThreshold.LeastPairs} labelled pairs or more, the others pooled. The fitted "))
            .Append(Invariant($"threshold is that of {goal}, stated on the pairs that it was fitted on: it flatters.</p>\n"));
        AppendTable(
            page, "", ["category", "pairs", "ratio", "F1", "precision", "recall", "fitted threshold", "F1", "precision", "recall"],
            lines.Select(line => (string[])
            [
                line.Category is { } name ? Escape(name) : "<em>all others</em>", Number(line.Counts.Pairs), Ratio(line.Counts.Ratio),
                Bar(line.Counts.F1), Percent(line.Counts.Precision), Percent(line.Counts.Recall),
                .. line.Threshold is { } threshold
                    ? [Percent(threshold), Percent(line.Fitted.F1), Percent(line.Fitted.Precision), Percent(line.Fitted.Recall)]
                    : (string[])["none", "–", "–", "–"],
            ]));
        page.Append("</section>\n");
    }

    private static string Number(int count) => Invariant($"{count:N0}");
}

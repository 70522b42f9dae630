using System.Globalization;
using System.Net;
using System.Text;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>Writes a report as one HTML page: figures, plots and errors; no script, no external file, light and dark.</summary>
internal static partial class HtmlReport
{
    /// <summary>Creates the page.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="more">Further sections, shown before the errors; null for none.</param>
    public static string Render(EvaluationReport report, IReadOnlyList<ReportSection>? more = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ChannelReport main = report.Main;
        var page = new StringBuilder(64 * 1024);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Escape(report.Data)} · identification</title>\n<style>{Style}</style>\n")
            .Append("</head>\n<body>\n<main>\n");
        AppendHeader(page, report, main);
        if (main.Subsets[0].Counts.Pairs > 0)
        {
            AppendFigures(page, report, main);
        }

        foreach (ReportSection section in more ?? [])
        {
            page.Append(CultureInfo.InvariantCulture, $"<section class=\"more\">\n<h2>{Escape(section.Title)}</h2>\n")
                .Append(CultureInfo.InvariantCulture, $"<p>{Escape(section.Caption)}</p>\n{section.Html}\n</section>\n");
        }

        AppendErrors(page, report);
        AppendConditions(page, report);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendFigures(StringBuilder page, EvaluationReport report, ChannelReport main)
    {
        AppendCards(page, main);
        AppendChannels(page, report.Channels);
        page.Append("<section class=\"pair\">\n");
        AppendFigure(
            page,
            "What precision costs",
            "Answering the most probable values first. The dot is the engine's own point.",
            SvgPlots.PrecisionCoverage(main.Curve, main.Subsets[0].Counts));
        AppendFigure(page, "Do probabilities hold?", ReliabilityCaption(main.Reliability), SvgPlots.Reliability(main.Reliability));
        page.Append("</section>\n");
        AppendAttributes(page, main);
        page.Append("<section class=\"triple\">\n");
        AppendLines(page, "By kind", main.ByKind);
        AppendLines(page, "By category", main.ByCategory);
        AppendLines(page, "Where the value is", main.BySupport);
        page.Append("</section>\n");
    }

    private static void AppendHeader(StringBuilder page, EvaluationReport report, ChannelReport main)
    {
        FigureLine all = main.Subsets[0];
        page.Append(CultureInfo.InvariantCulture, $"""
            <header>
            <p class="over">Attribute identification · {Escape(main.Name)}</p>
            <h1>{Escape(report.Data)}</h1>
            <p class="sub">{report.Listings:N0} listings of <code>{Escape(Path.GetFileName(report.File))}</code>
            · {all.Counts.Pairs:N0} labelled pairs · {Escape(report.Conditions.Split)} · {Escape(report.Conditions.Fitting)}</p>
            </header>

            """);
    }

    private static void AppendCards(StringBuilder page, ChannelReport main)
    {
        FigureLine all = main.Subsets[0];
        page.Append("<section class=\"cards\">\n");
        foreach (FigureLine subset in main.Subsets)
        {
            string interval = subset.Interval is { } i
                ? string.Create(CultureInfo.InvariantCulture, $"95 %: {i.Low * 100:0.0} – {i.High * 100:0.0}")
                : "";
            string note = subset.Seeds is { } seeds ? $"± {Percent(seeds.F1Deviation)} over {seeds.Runs} seeds" : interval;
            AppendCard(page, $"F1, {subset.Name}", Percent(subset.F1), note, subset == all);
        }

        AppendCard(page, "Precision", Percent(all.Precision), $"{all.Counts.Answered:N0} answered", false);
        AppendCard(page, "Recall", Percent(all.Recall), $"{all.Counts.WithValue:N0} have a value", false);
        AppendCard(page, "Coverage", Percent(all.Counts.Coverage), "answered of all pairs", false);
        page.Append("</section>\n");
    }

    private static void AppendCard(StringBuilder page, string name, string figure, string note, bool first) => page.Append(
        CultureInfo.InvariantCulture,
        $"<div class=\"{(first ? "card first" : "card")}\"><p>{Escape(name)}</p><strong>{figure}</strong>"
            + $"<small>{Escape(note)}</small></div>\n");

    private static void AppendChannels(StringBuilder page, IReadOnlyList<ChannelReport> channels)
    {
        if (channels.Count < 2)
        {
            return;
        }

        page.Append("<section>\n<h2>Compared</h2>\n<div class=\"scroll\"><table class=\"compared\"><thead><tr><th>F1</th>");
        foreach (FigureLine line in channels[0].Subsets.Concat(channels[0].BySupport))
        {
            page.Append(CultureInfo.InvariantCulture, $"<th>{Escape(line.Name)}</th>");
        }

        page.Append("<th>precision</th><th>recall</th></tr></thead><tbody>\n");
        foreach (ChannelReport channel in channels)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Escape(channel.Name)}</th>");
            foreach (FigureLine subset in channel.Subsets)
            {
                page.Append(CultureInfo.InvariantCulture, $"<td><b>{Percent(subset.F1)}</b>{Deviation(subset)}</td>");
            }

            foreach (FigureLine support in channel.BySupport)
            {
                page.Append(CultureInfo.InvariantCulture, $"<td>{Percent(support.F1)}</td>");
            }

            page.Append(CultureInfo.InvariantCulture, $"<td>{Percent(channel.Subsets[0].Precision)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{Percent(channel.Subsets[0].Recall)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n</section>\n");
    }

    private static void AppendFigure(StringBuilder page, string title, string caption, string svg) =>
        page.Append(CultureInfo.InvariantCulture, $"<figure><h2>{Escape(title)}</h2><p>{Escape(caption)}</p>{svg}</figure>\n");

    private static string ReliabilityCaption(Reliability reliability) => string.Create(
        CultureInfo.InvariantCulture,
        $"Stated probability against the share that is right. Mean gap {reliability.ExpectedCalibrationError * 100:0.0} points; "
            + $"on the line is perfect.");

    private static void AppendAttributes(StringBuilder page, ChannelReport main)
    {
        page.Append("<section>\n<h2>By attribute</h2>\n<div class=\"scroll\"><table><thead><tr><th>attribute</th>")
            .Append("<th class=\"wide\">F1</th><th>precision</th><th>recall</th><th>right</th><th>wrong</th><th>invented</th>")
            .Append("<th>missed</th><th>precision / coverage</th></tr></thead><tbody>\n");
        foreach (FigureLine line in main.ByAttribute)
        {
            F1Counts counts = line.Counts;
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Escape(line.Name)}</th><td>{Figure(line)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{Percent(line.Precision)}</td><td>{Percent(line.Recall)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{counts.Right:N0}</td><td>{counts.Wrong:N0}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{counts.Invented:N0}</td><td>{counts.Missed:N0}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{SvgPlots.Spark(main.AttributeCurves[line.Name])}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n</section>\n");
    }

    private static void AppendLines(StringBuilder page, string title, IReadOnlyList<FigureLine> lines)
    {
        page.Append(CultureInfo.InvariantCulture, $"<div><h2>{Escape(title)}</h2><table><thead><tr><th></th>")
            .Append("<th class=\"wide\">F1</th><th>P</th><th>R</th></tr></thead><tbody>\n");
        foreach (FigureLine line in lines)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th>{Escape(line.Name)}<small>{line.Counts.Pairs:N0} pairs, ")
                .Append(CultureInfo.InvariantCulture, $"{line.Counts.WithValue:N0} with a value</small></th><td>{Figure(line)}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td>{Percent(line.Precision)}</td><td>{Percent(line.Recall)}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void AppendConditions(StringBuilder page, EvaluationReport report)
    {
        EvaluationConditions conditions = report.Conditions;
        page.Append("<section>\n<h2>Conditions</h2>\n<dl>\n");
        (string Name, string Text)[] rows =
        [
            ("Metric", conditions.Metric),
            ("Value lists", conditions.Lists),
            ("Split", conditions.Split),
            ("Fitting", conditions.Fitting),
            ("Seeds", string.Join(", ", conditions.Seeds)),
            ("Model", conditions.Model),
            ("Space", conditions.Space),
            ("Taxonomy", conditions.Taxonomy),
            ("Engine", conditions.EngineVersion),
        ];
        foreach ((string name, string text) in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<dt>{name}</dt><dd>{Escape(text)}</dd>\n");
        }

        foreach (string row in report.BadRows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<dt>Bad row</dt><dd>{Escape(row)}</dd>\n");
        }

        page.Append("</dl>\n</section>\n");
    }

    private static string Bar(double share) => string.Create(
        CultureInfo.InvariantCulture, $"<span class=\"bar\"><i style=\"width:{share * 100:0.0}%\"></i></span><b>{share * 100:0.0}</b>");

    private static string Figure(FigureLine line) => Bar(line.F1) + Deviation(line);

    private static string Deviation(FigureLine line) => line.Seeds is { } seeds ? $" <small>± {Percent(seeds.F1Deviation)}</small>" : "";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0}");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

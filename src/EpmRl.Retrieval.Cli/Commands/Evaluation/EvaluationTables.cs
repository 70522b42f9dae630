using EpmRl.Retrieval.Evaluation;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands.Evaluation;

/// <summary>Prints an evaluation for people.</summary>
internal static class EvaluationTables
{
    /// <summary>Prints the figures of all channels, then the first channel's by attribute, kind, category and support.</summary>
    /// <param name="report">The figures.</param>
    /// <param name="page">The HTML report's file; null when none was written.</param>
    /// <param name="console">Where to.</param>
    public static void Print(EvaluationReport report, string? page, IAnsiConsole console)
    {
        ChannelReport main = report.Channels[0];
        console.MarkupLineInterpolated($"[bold]{report.Data}[/] · {report.Listings:N0} listings of {Path.GetFileName(report.File)} · {main.Subsets[0].Counts.Pairs:N0} labelled pairs");
        console.MarkupLineInterpolated($"[grey]{report.Conditions.Lists}[/]");
        console.MarkupLineInterpolated($"[grey]{report.Conditions.Fitting} · {report.Conditions.Model}[/]");
        console.WriteLine();
        PrintChannels(report.Channels, console);
        PrintLines("attribute", main.ByAttribute, console);
        PrintLines("kind", main.ByKind, console);
        if (main.ByCategory.Count <= 12)
        {
            PrintLines("category", main.ByCategory, console);
        }

        PrintLines("where the label is", main.BySupport, console);
        console.MarkupLineInterpolated($"[grey]Probabilities are off by {main.Reliability.ExpectedCalibrationError * 100:0.0} points on average.[/]");
        console.MarkupLineInterpolated($"{report.ErrorCount:N0} wrong answers; {(page is null ? "--report page.html shows them with their evidence" : $"see them with their evidence in {page}")}.");
    }

    private static void PrintChannels(IReadOnlyList<ChannelReport> channels, IAnsiConsole console)
    {
        Table table = NewTable().AddColumn("micro F1");
        foreach (FigureLine subset in channels[0].Subsets)
        {
            table.AddColumn(new TableColumn(Markup.Escape(subset.Name)).RightAligned());
        }

        table.AddColumn(Number("precision")).AddColumn(Number("recall")).AddColumn(Number("coverage"));
        foreach (ChannelReport channel in channels)
        {
            F1Counts all = channel.Subsets[0].Counts;
            table.AddRow(
            [
                $"[bold]{Markup.Escape(channel.Name)}[/]",
                .. channel.Subsets.Select(subset => $"[bold green]{Percent(subset.Counts.F1)}[/] [grey]{Between(subset.Interval)}[/]"),
                Percent(all.Precision), Percent(all.Recall), Percent(all.Coverage),
            ]);
        }

        console.Write(table);
    }

    private static void PrintLines(string title, IReadOnlyList<FigureLine> lines, IAnsiConsole console)
    {
        if (lines.Count == 0)
        {
            return;
        }

        Table table = NewTable().AddColumn(title)
            .AddColumn(Number("F1")).AddColumn("").AddColumn(Number("precision")).AddColumn(Number("recall"))
            .AddColumn(Number("right")).AddColumn(Number("wrong")).AddColumn(Number("invented")).AddColumn(Number("missed"));
        foreach (FigureLine line in lines)
        {
            F1Counts counts = line.Counts;
            table.AddRow(
                Markup.Escape(line.Name), $"[bold]{Percent(counts.F1)}[/]", Bar(counts.F1), Percent(counts.Precision), Percent(counts.Recall),
                $"{counts.Right:N0}", $"{counts.Wrong:N0}", $"{counts.Invented:N0}", $"{counts.Missed:N0}");
        }

        console.Write(table);
    }

    private static Table NewTable() => new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);

    private static TableColumn Number(string name) => new TableColumn(name).RightAligned();

    private static string Percent(double share) => $"{share * 100:0.0}";

    private static string Between(BootstrapInterval? interval) => interval is { } i ? $"{Percent(i.Low)}–{Percent(i.High)}" : "";

    private static string Bar(double share)
    {
        int cells = (int)Math.Round(share * 16);
        return $"[green]{new string('█', cells)}[/][grey]{new string('░', 16 - cells)}[/]";
    }
}

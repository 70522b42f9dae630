using EpmRl.Retrieval.Evaluation;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Prints an evaluation for people.</summary>
internal static class EvaluationTables
{
    /// <summary>
    /// Prints the figures of all engines, then the first one's by attribute, kind, category and support, and its errors by class.
    /// </summary>
    /// <param name="report">The figures.</param>
    /// <param name="page">The HTML report's file; null when none was written.</param>
    /// <param name="console">The console.</param>
    public static void Print(EvaluationReport report, string? page, IAnsiConsole console)
    {
        ChannelReport main = report.Main;
        string file = Path.GetFileName(report.File);
        console.MarkupLineInterpolated(
            $"[bold]{report.Data}[/] · {report.Listings:N0} listings of {file} · {main.Subsets[0].Counts.Pairs:N0} labelled pairs");
        console.MarkupLineInterpolated($"[grey]{report.Conditions.Lists}[/]");
        console.MarkupLineInterpolated($"[grey]{report.Conditions.Split} · {report.Conditions.Fitting} · {report.Conditions.Model}[/]");
        if (report.Conditions.Seeds is { Count: > 1 } seeds)
        {
            string all = string.Join(", ", seeds);
            console.MarkupLineInterpolated(
                $"[grey]mean ± standard deviation over seeds {all}; counts, probabilities and errors are of seed {seeds[0]}[/]");
        }

        console.WriteLine();
        PrintChannels(report.Channels, console);
        if (report.Channels.Count > 1)
        {
            PrintSupport(report.Channels, console);
        }

        PrintLines("attribute", main.ByAttribute, console);
        PrintLines("kind", main.ByKind, console);
        if (main.ByCategory.Count <= 12)
        {
            PrintLines("category", main.ByCategory, console);
        }

        PrintLines("where the value is", main.BySupport, console);
        PrintErrors(report.Errors, console);
        PrintReliability(main, console);
        console.MarkupLineInterpolated(
            $"[grey]Probabilities are off by {main.Reliability.ExpectedCalibrationError * 100:0.0} points on average.[/]");
        string where = page is null ? "--report page.html shows them with their evidence" : $"see them with their evidence in {page}";
        console.MarkupLineInterpolated($"{report.Errors.Count:N0} wrong answers; {where}.");
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
            FigureLine all = channel.Subsets[0];
            table.AddRow(
            [
                $"[bold]{Markup.Escape(channel.Name)}[/]",
                .. channel.Subsets.Select(subset => $"[bold green]{Percent(subset.F1)}[/] [grey]{Around(subset)}[/]"),
                Percent(all.Precision), Percent(all.Recall), Percent(all.Counts.Coverage),
            ]);
        }

        console.Write(table);
    }

    private static void PrintSupport(IReadOnlyList<ChannelReport> channels, IAnsiConsole console)
    {
        Table table = NewTable().AddColumn("F1 by where the value is");
        foreach (FigureLine support in channels[0].BySupport)
        {
            table.AddColumn(Number(support.Name));
        }

        foreach (ChannelReport channel in channels)
        {
            table.AddRow([$"[bold]{Markup.Escape(channel.Name)}[/]", .. channel.BySupport.Select(support => Percent(support.F1))]);
        }

        console.Write(table);
    }

    private static void PrintLines(string title, IReadOnlyList<FigureLine> lines, IAnsiConsole console)
    {
        if (lines.Count == 0)
        {
            return;
        }

        bool seeds = lines[0].Seeds is not null;
        Table table = NewTable().AddColumn(title).AddColumn(Number("F1"));
        if (seeds)
        {
            table.AddColumn("±");
        }

        table.AddColumn("").AddColumn(Number("precision")).AddColumn(Number("recall")).AddColumn(Number("pairs"))
            .AddColumn(Number("right")).AddColumn(Number("wrong")).AddColumn(Number("invented")).AddColumn(Number("missed"));
        foreach (FigureLine line in lines)
        {
            F1Counts counts = line.Counts;
            table.AddRow(
            [
                Markup.Escape(line.Name), $"[bold]{Percent(line.F1)}[/]",
                .. seeds ? [Percent(line.Seeds!.F1Deviation)] : Array.Empty<string>(), Bar(line.F1),
                Percent(line.Precision), Percent(line.Recall), $"{counts.Pairs:N0}",
                $"{counts.Right:N0}", $"{counts.Wrong:N0}", $"{counts.Invented:N0}", $"{counts.Missed:N0}",
            ]);
        }

        console.Write(table);
    }

    private static void PrintErrors(ErrorSummary errors, IAnsiConsole console)
    {
        if (errors.Count == 0)
        {
            return;
        }

        Table table = NewTable().AddColumn("errors").AddColumn(Number("count")).AddColumn("what would help");
        foreach (ErrorClassLine line in errors.Classes)
        {
            table.AddRow(line.Name, $"{line.Count:N0}", $"[grey]{Markup.Escape(line.Remedy)}[/]");
        }

        console.Write(table);
    }

    private static void PrintReliability(ChannelReport main, IAnsiConsole console)
    {
        Table table =
            NewTable().AddColumn("probability").AddColumn(Number("answers")).AddColumn(Number("stated")).AddColumn(Number("right"));
        foreach (ReliabilityBin bin in main.Reliability.Bins)
        {
            table.AddRow($"{bin.From:0.0}–{bin.To:0.0}", $"{bin.Count:N0}", Percent(bin.Stated), $"[bold]{Percent(bin.Actual)}[/]");
        }

        console.Write(table);
        Certainty certainty = main.Certainty;
        string answers = $"{certainty.Sure:N0} answers with p ≥ {Certainty.From:0.0}";
        string right = Percent(certainty.Precision), covered = Percent(certainty.Cover);
        console.MarkupLineInterpolated(
            $"{answers}, [bold]{right} %[/] of them right; right without review: [bold]{covered} %[/] of {certainty.WithValue:N0} values.");
    }

    private static Table NewTable() => new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);

    private static TableColumn Number(string name) => new TableColumn(name).RightAligned();

    private static string Percent(double share) => $"{share * 100:0.0}";

    private static string Around(FigureLine line) => line switch
    {
        { Seeds: { } seeds } => $"± {Percent(seeds.F1Deviation)}",
        { Interval: { } interval } => $"{Percent(interval.Low)}–{Percent(interval.High)}",
        _ => "",
    };

    private static string Bar(double share)
    {
        int cells = (int)Math.Round(share * 16);
        return $"[green]{new string('█', cells)}[/][grey]{new string('░', 16 - cells)}[/]";
    }
}

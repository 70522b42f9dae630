using System.Globalization;
using EpmRl.Retrieval.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows the figures of matchers, each F1 with its class ratio.</summary>
internal static class MatchFiguresView
{
    /// <summary>A table for people.</summary>
    public static Table Table(IEnumerable<(string Part, string Name, MatchFigures Figures)> all)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn("pairs of").AddColumn("part");
        foreach (string name in (string[])["pairs", "matches : others", "F1", "precision", "recall", "AP", "P at R 80 / 90 / 95"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach ((string part, string name, MatchFigures figures) in all)
        {
            table.AddRow(
                Markup.Escape(name), part, $"{figures.Pairs:N0}", Text($"1 : {figures.Ratio:0.0}"), $"[bold]{Share(figures.F1)}[/]",
                Share(figures.Precision), Share(figures.Recall), Share(figures.AveragePrecision),
                string.Join(" / ", figures.PrecisionAtRecall.Select(one => Share(one.Precision))));
        }

        return table;
    }

    /// <summary>The figures for programs.</summary>
    public static object Json(string part, string name, MatchFigures figures) => new
    {
        Data = name,
        Part = part,
        figures.Pairs,
        figures.Matches,
        OthersPerMatch = Math.Round(figures.Ratio, 2),
        F1 = Math.Round(figures.F1, 4),
        Precision = Math.Round(figures.Precision, 4),
        Recall = Math.Round(figures.Recall, 4),
        AveragePrecision = Math.Round(figures.AveragePrecision, 4),
        PrecisionAtRecall = figures.PrecisionAtRecall.ToDictionary(
            one => one.Recall.ToString(CultureInfo.InvariantCulture), one => Math.Round(one.Precision, 4)),
    };

    private static string Share(double share) => Text($"{share * 100:0.0}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

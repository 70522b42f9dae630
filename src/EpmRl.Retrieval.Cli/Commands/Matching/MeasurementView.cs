using EpmRl.Retrieval.Evaluation;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows measurements of a matcher to people.</summary>
internal static class MeasurementView
{
    /// <summary>Prints the figures of all sets, and what was asked for beside them.</summary>
    public static void Print(MatchReport report, bool byCategory, IAnsiConsole console)
    {
        console.Write(MatchFiguresView.Table(report.Measurements.Select(one => (one.Part, one.Name, one.Figures))));
        foreach (MatchMeasurement one in report.Measurements)
        {
            console.WriteLine(LineOf(one));
            if (byCategory)
            {
                IReadOnlyList<CategoryThreshold> lines = CategoryThreshold.Fit(one.Pairs, report.CategoryPrecision);
                if (lines.Any(line => line.Category is not null))
                {
                    console.Write(CategoriesOf(lines));
                }
                else
                {
                    console.WriteLine($"{one.Name}: no category has {CategoryThreshold.LeastPairs} labelled pairs.");
                }
            }

            if (report.Second is { } second)
            {
                console.Write(CascadeOf(CascadeMeasurement.Of(one.Pairs, one.Threshold, second), one));
            }
        }

        if (report.Band is var (goal, quality))
        {
            console.WriteLine($"{goal}: {BandText.Of(quality)}");
            if (!quality.Band.IsEmpty)
            {
                console.WriteLine(Text($"Use it with: match decide --band {quality.Band.Low:0.######} {quality.Band.High:0.######}"));
            }
        }
    }

    private static string LineOf(MatchMeasurement one)
    {
        var reliability = Reliability.Of(one.Pairs.Select(pair => (pair.Decision.Probability, pair.IsSame)));
        string line = $"{one.Name}: F1 {Share(one.Counts.F1)}, 95 % interval {Share(one.Interval.Low)} to "
            + $"{Share(one.Interval.High)}; "
            + Text($"{Share(one.Counts.F1At(4))} at 1 : 4, {Share(one.Counts.F1At(8))} at 1 : 8; ")
            + $"calibration error {Share(reliability.ExpectedCalibrationError)}";
        foreach ((string name, bool isSeen) in ((string, bool)[])[("seen", true), ("unseen", false)])
        {
            MatchCounts counts = MatchCounts.Of(one.Pairs.Where(pair => pair.IsSeen == isSeen));
            line += counts.Pairs > 0 ? Text($"; {counts.Pairs:N0} pairs of {name} products {Share(counts.F1At(8))} at 1 : 8") : "";
        }

        return line + ".";
    }

    private static Table CategoriesOf(IReadOnlyList<CategoryThreshold> lines)
    {
        Table table = TableOf("category", "pairs", "F1", "precision", "recall", "fitted threshold", "F1", "precision", "recall");
        foreach (CategoryThreshold line in lines)
        {
            table.AddRow(
            [
                Markup.Escape(line.Category ?? "(others)"), $"{line.Counts.Pairs:N0}", Share(line.Counts.F1), Share(line.Counts.Precision),
                Share(line.Counts.Recall),
                .. line.Threshold is { } threshold
                    ? [Text($"{threshold:0.####}"), Share(line.Fitted.F1), Share(line.Fitted.Precision), Share(line.Fitted.Recall)]
                    : (string[])["none", "", "", ""],
            ]);
        }

        return table;
    }

    private static Table CascadeOf(CascadeMeasurement cascade, MatchMeasurement one)
    {
        Table table = TableOf("at most sent %", "sent %", "from", "to", "F1", "precision", "recall", "F1 if always right");
        foreach ((CascadePoint given, CascadePoint limit) in cascade.Given!.Zip(cascade.Limit))
        {
            table.AddRow(
                Share(given.Budget), Share(given.Share), given.Band.IsEmpty ? "" : Text($"{given.Band.Low:0.####}"),
                given.Band.IsEmpty ? "" : Text($"{given.Band.High:0.####}"), Share(given.F1), Share(given.Precision), Share(given.Recall),
                Share(limit.F1));
        }

        return table.Caption(Text($"The second matcher decided {cascade.Decided:N0} of {one.Pairs.Count:N0} pairs."));
    }

    private static Table TableOf(string first, params string[] others)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn(first);
        foreach (string name in others)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        return table;
    }

    private static string Share(double share) => Text($"{share * 100:0.0}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

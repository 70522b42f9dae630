using EpmRl.Retrieval.Matching;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Shows how a matcher answered cases, by class.</summary>
internal static class CasesView
{
    private static readonly MatchVerdict[] Verdicts =
        [MatchVerdict.Same, MatchVerdict.Variant, MatchVerdict.Different, MatchVerdict.Unsure];

    /// <summary>Prints the classes and the confusion of verdicts.</summary>
    public static void Print(string name, IReadOnlyList<CaseResult> results, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn(Markup.Escape(name));
        foreach (string column in (string[])["cases", "right %", "right about same %", "changed by the edit", "changed by order"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (IGrouping<string, CaseResult> group in results.GroupBy(result => result.Case.Class).OrderBy(group => group.Key))
        {
            table.AddRow([Markup.Escape(group.Key), .. Cells([.. group])]);
        }

        table.AddRow(["[bold]all[/]", .. Cells(results)]);
        console.Write(table);
        Table confusion = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn("right verdict");
        foreach (MatchVerdict verdict in Verdicts)
        {
            confusion.AddColumn(new TableColumn(DecisionLines.NameOf(verdict)).RightAligned());
        }

        foreach (MatchVerdict right in Verdicts[..3])
        {
            confusion.AddRow(
                [DecisionLines.NameOf(right),
                    .. Verdicts.Select(given => $"{results.Count(one => one.Case.Verdict == right && one.Decision.Verdict == given):N0}")]);
        }

        console.Write(confusion);
    }

    /// <summary>The figures for programs, with every wrong answer.</summary>
    public static object Json(string name, IReadOnlyList<CaseResult> results) => new
    {
        Name = name,
        Cases = results.Count,
        Right = results.Count(result => result.IsRight),
        RightAboutSame = results.Count(result => result.IsRightAboutSame),
        ChangedByOrder = results.Count(result => result.DependsOnOrder),
        Classes = results.GroupBy(result => result.Case.Class).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => new
        {
            Cases = group.Count(),
            Right = group.Count(result => result.IsRight),
            RightAboutSame = group.Count(result => result.IsRightAboutSame),
            Edited = group.Count(result => result.Plain is not null),
            ChangedByEdit = group.Count(result => result.DiffersFromPlain),
            ChangedByOrder = group.Count(result => result.DependsOnOrder),
        }),
        Wrong = results.Where(result => !result.IsRight).Select(result => new
        {
            result.Case.Id,
            result.Case.Class,
            A = result.Case.Pair.A.Title,
            B = result.Case.Pair.B.Title,
            Expected = DecisionLines.NameOf(result.Case.Verdict),
            Found = DecisionLines.NameOf(result.Decision.Verdict),
            result.Decision.Probability,
            Plain = result.Plain is null ? null : DecisionLines.NameOf(result.Plain.Verdict),
            result.Decision.Explanation,
        }),
    };

    private static string[] Cells(IReadOnlyList<CaseResult> results) =>
    [
        $"{results.Count:N0}", $"[bold]{100.0 * results.Count(result => result.IsRight) / results.Count:0.0}[/]",
        $"{100.0 * results.Count(result => result.IsRightAboutSame) / results.Count:0.0}",
        results.Any(result => result.Plain is not null)
            ? $"{results.Count(result => result.DiffersFromPlain):N0} of {results.Count(result => result.Plain is not null):N0}" : "",
        $"{results.Count(result => result.DependsOnOrder):N0}",
    ];
}

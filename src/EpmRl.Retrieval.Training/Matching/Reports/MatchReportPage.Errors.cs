using System.Text;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <content>Wrong pairs by class, side by side; and the cases of suites.</content>
internal static partial class MatchReportPage
{
    private static void AppendErrors(StringBuilder page, MatchMeasurement measured, int most)
    {
        IReadOnlyList<MatchErrorClass> classes = MatchErrors.Of(measured.Pairs, most);
        if (classes.Count == 0)
        {
            return;
        }

        int all = classes.Sum(one => one.Count), shown = classes.Sum(one => one.Shown.Count);
        page.Append("<section class=\"errors\">\n<h2>Wrong pairs</h2>\n<p>")
            .Append(Invariant($"{all:N0} in all, by the first rule that holds; {shown:N0} are shown, those first that the matcher was "))
            .Append("most certain of. Marked: what both listings state alike, what conflicts, and what one states.</p>\n");
        foreach (MatchErrorClass one in classes)
        {
            string aspects = string.Join(", ", one.Aspects.Take(6).Select(aspect => Invariant($"{aspect.Aspect} {aspect.Count:N0}")));
            page.Append(Invariant($"<details{(one == classes[0] ? " open" : "")}><summary>{Escape(one.Name)}"))
                .Append(Invariant($"<small>{one.Count:N0} of {all:N0}"))
                .Append(Invariant($"{(aspects.Length > 0 ? " · " + Escape(aspects) : "")}</small></summary>\n"))
                .Append(Invariant($"<p>{Escape(one.Statement)} {Escape(one.Remedy)}</p>\n"));
            foreach (MeasuredPair pair in one.Shown)
            {
                ExplanationPage.AppendPair(
                    page, pair.Pair, pair.Decision,
                    one.IsMissed ? "<span class=\"badge missed\">missed match</span>" : "<span class=\"badge\">false match</span>");
            }

            page.Append("</details>\n");
        }

        page.Append("</section>\n");
    }

    private static void AppendSuite(StringBuilder page, string name, IReadOnlyList<CaseResult> results)
    {
        page.Append(Invariant($"<h2 class=\"set\">{Escape(name)}: {results.Count:N0} cases</h2>\n<section class=\"cards\">\n"));
        AppendCard(
            page, "Right about same", Percent(Share(results, one => one.IsRightAboutSame)), "said if, and only if, it is right",
            first: true);
        AppendCard(page, "Right verdict", Percent(Share(results, one => one.IsRight)), "of the four");
        AppendCard(page, "Changed by order", Number(results.Count(one => one.DependsOnOrder)), "of the two listings");
        if (results.Any(one => one.Plain is not null))
        {
            AppendCard(
                page, "Changed by the edit", Number(results.Count(one => one.DiffersFromPlain)),
                Invariant($"of {results.Count(one => one.Plain is not null):N0} edited pairs"));
        }

        page.Append("</section>\n<section class=\"pair\">\n<div class=\"panel\"><h2>Verdicts</h2>\n");
        AppendTable(
            page, "confusion", ["right verdict", .. Verdicts.Select(DecisionLines.NameOf)],
            Verdicts.Where(right => results.Any(one => one.Case.Verdict == right)).Select(right => (string[])
                [DecisionLines.NameOf(right), .. Verdicts.Select(given => Cell(results, right, given))]));
        page.Append("<p class=\"note\">Rows: the right verdict. Columns: the matcher's.</p></div>\n")
            .Append("<div class=\"panel\"><h2>Classes</h2>\n");
        AppendTable(
            page, "", ["class", "cases", "right about same", "right"],
            results.GroupBy(one => one.Case.Class).OrderBy(group => Share([.. group], one => one.IsRightAboutSame))
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (string[])
                [
                    Escape(group.Key), Number(group.Count()), Bar(Share([.. group], one => one.IsRightAboutSame)),
                    Percent(Share([.. group], one => one.IsRight)),
                ]));
        page.Append("</div>\n</section>\n");
    }

    private static string Cell(IReadOnlyList<CaseResult> results, MatchVerdict right, MatchVerdict given)
    {
        int count = results.Count(one => one.Case.Verdict == right && one.Decision.Verdict == given);
        return count == 0 ? "<td>0</td>" : $"<td class=\"{(right == given ? "hit" : "miss")}\">{Number(count)}</td>";
    }

    private static double Share(IReadOnlyList<CaseResult> results, Func<CaseResult, bool> holds) =>
        results.Count == 0 ? 0 : (double)results.Count(holds) / results.Count;
}

using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;

namespace EpmRl.Retrieval.Evaluation;

/// <content>The errors: the listing's text with the evidence marked, next to the given and the right answer.</content>
internal static partial class HtmlReport
{
    private const int Around = 160; // characters of a description shown on each side of the evidence

    private static void AppendErrors(StringBuilder page, EvaluationReport report)
    {
        ErrorSummary errors = report.Errors;
        if (errors.Count == 0)
        {
            return;
        }

        string shown = errors.Shown.Count < errors.Count
            ? $"{errors.Shown.Count:N0} of {errors.Count:N0}, the most probable of each class"
            : $"all {errors.Count:N0}";
        page.Append(
            CultureInfo.InvariantCulture,
            $"<section class=\"errors\">\n<h2>Errors</h2>\n<p>By class, {shown}. The evidence of the answer is marked in the text.</p>\n");
        ILookup<ErrorClass, PairResult> byClass = errors.Shown.ToLookup(error => error.Class, error => error.Pair);
        foreach (ErrorClassLine line in errors.Classes)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary>{Escape(line.Name)}<small>{line.Count:N0} of {errors.Count:N0}</small></summary>\n");
            page.Append(CultureInfo.InvariantCulture, $"<p>{Escape(line.Remedy)}</p>\n");
            foreach (PairResult pair in byClass[line.Class])
            {
                AppendError(page, pair);
            }

            page.Append("</details>\n");
        }

        page.Append("</section>\n");
    }

    private static void AppendError(StringBuilder page, PairResult pair)
    {
        ProductProfile profile = pair.Listing.Profile;
        IReadOnlyList<Evidence> evidence = pair.Top?.Evidence ?? [];
        string outcome = NameOf(pair.Outcome);
        page.Append(CultureInfo.InvariantCulture, $"<article>\n<p class=\"head\"><span class=\"badge {outcome}\">{outcome}</span>")
            .Append(CultureInfo.InvariantCulture, $"<strong>{Escape(pair.Attribute)}</strong> · {Escape(pair.Listing.Category)} · ")
            .Append(CultureInfo.InvariantCulture, $"listing {Escape(profile.Id)}, line {pair.Listing.Line}</p>\n")
            .Append("<p class=\"title\">").Append(Marked(profile.Title, evidence, ProfileField.Title, complete: true)).Append("</p>\n");
        if (profile.Description.Length > 0)
        {
            page.Append("<p class=\"text\">").Append(Marked(profile.Description, evidence, ProfileField.Description, complete: false))
                .Append("</p>\n");
        }

        page.Append("<dl>\n<dt>right</dt><dd>").Append(pair.Gold.Count == 0 ? "<em>no value</em>" : Chips(pair.Gold))
            .Append("</dd>\n<dt>answered</dt><dd>");
        page.Append(pair.Top is null ? "<em>no value</em>" : Chip(pair.Top));
        string reason = pair.Answer?.Reason ?? "the taxonomy does not have this attribute";
        page.Append(CultureInfo.InvariantCulture, $" <small>{Escape(reason)}</small></dd>\n");
        if (pair.Answer is { Alternatives.Count: > 0 } answer)
        {
            page.Append("<dt>considered</dt><dd>").AppendJoin(' ', answer.Alternatives.Select(Chip)).Append("</dd>\n");
        }

        page.Append("</dl>\n</article>\n");
    }

    private static string Chips(IEnumerable<string> labels) =>
        string.Join(' ', labels.Select(label => $"<span class=\"chip\">{Escape(label)}</span>"));

    private static string Chip(ValueAnswer value) => string.Create(
        CultureInfo.InvariantCulture, $"<span class=\"chip\">{Escape(value.Label)}<i>{value.Probability * 100:0} %</i></span>");

    private static string NameOf(PairOutcome outcome) => outcome switch
    {
        PairOutcome.Wrong => "wrong",
        PairOutcome.Invented => "invented",
        PairOutcome.Missed => "missed",
        PairOutcome.Right => "right",
        _ => "none",
    };

    // The text with its evidence marked; of a long text only the part around the first evidence, or its beginning.
    private static string Marked(string text, IReadOnlyList<Evidence> evidence, ProfileField field, bool complete)
    {
        Evidence[] places = [.. evidence.Where(place => place.Field == field && place.End <= text.Length).OrderBy(place => place.Start)];
        int from = complete || places.Length == 0 ? 0 : Math.Max(0, places[0].Start - Around);
        int to = complete ? text.Length : Math.Min(text.Length, (places.Length == 0 ? Around : places[0].End) + Around);
        var html = new StringBuilder(from > 0 ? "… " : "");
        int at = from;
        foreach (Evidence place in places.Where(place => place.Start < to))
        {
            if (place.Start < at)
            {
                continue; // inside a span that is already marked
            }

            int end = Math.Min(place.End, to);
            html.Append(Escape(text[at..place.Start])).Append("<mark>").Append(Escape(text[place.Start..end])).Append("</mark>");
            at = end;
        }

        return html.Append(Escape(text[at..to])).Append(to < text.Length ? " …" : "").ToString();
    }
}

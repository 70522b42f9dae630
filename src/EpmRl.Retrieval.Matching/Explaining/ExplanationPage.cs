using System.Globalization;
using System.Net;
using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Shows decided pairs as one HTML page: two listings side by side with their aligned spans; no script, no external file, light and dark.
/// </summary>
internal static class ExplanationPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b2430; --soft: #5c6878; --line: #e3e7ed; --paper: #f6f7f9; --card: #fff;
          --good: #d7f0ec; --goodink: #0f5f58; --bad: #fde0e0; --badink: #9c1c28; --one: #eef0f4; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #98a3b3; --line: #2b3442; --paper: #12171f;
          --card: #1a212c; --good: #163b39; --goodink: #7fe0d4; --bad: #47191d; --badink: #ff9a9f; --one: #263041; } }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
          "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; display: grid; gap: 24px; }
        h1 { font-size: 28px; letter-spacing: -.02em; }
        article { background: var(--card); border: 1px solid 
          var(--line); border-radius: 12px; padding: 20px 22px; display: grid; gap: 16px; }
        header { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: baseline; }
        header strong { font-size: 19px; }
        .same { color: var(--goodink); } .variant, .different { color: var(--badink); } .unsure { color: var(--soft); }
        .soft { color: var(--soft); font-size: 13px; }
        .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 20px; }
        .two > div { min-width: 0; overflow-wrap: anywhere; }
        .two h2 { font-size: 16px; line-height: 1.4; font-weight: 600; margin-bottom: 6px; }
        mark { color: inherit; border-radius: 4px; padding: 0 3px; background: var(--one); }
        mark.same { background: var(--good); color: var(--goodink); } mark.conflict { background: var(--bad); color: var(--badink); }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid 
          var(--line); vertical-align: top; overflow-wrap: anywhere; }
        thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 13px; }
        td.same { color: var(--goodink); } td.conflict { color: var(--badink); font-weight: 600; }
        """;

    /// <summary>Creates the page.</summary>
    /// <param name="pairs">The pairs with their decisions.</param>
    public static string Render(IReadOnlyList<(ListingPair Pair, PairDecision Decision)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var page = new StringBuilder(16 * 1024);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append(CultureInfo.InvariantCulture,
                $"<title>Matching: {pairs.Count} pairs</title>\n<style>{Style}</style>\n</head>\n<body>\n<main>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{pairs.Count} {(pairs.Count == 1 ? "pair" : "pairs")} of listings</h1>\n");
        foreach ((ListingPair pair, PairDecision decision) in pairs)
        {
            Append(page, pair, decision);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, ListingPair pair, PairDecision decision)
    {
        string verdict = DecisionLines.NameOf(decision.Verdict);
        page.Append(CultureInfo.InvariantCulture, $"<article>\n<header><strong class=\"{verdict}\">{verdict}</strong>")
            .Append(CultureInfo.InvariantCulture,
                $"<span>{decision.Probability:0.0%} same</span><span>{Escape(decision.Explanation)}</span>")
            .Append(CultureInfo.InvariantCulture, $"<span class=\"soft\">{Escape(decision.Model)}</span></header>\n<div class=\"two\">\n");
        Append(page, pair.A, decision.Reasons, ofA: true);
        Append(page, pair.B, decision.Reasons, ofA: false);
        page.Append("</div>\n");
        if (decision.Reasons.Count > 0)
        {
            page.Append("<table><thead><tr><th>aspect</th><th>first</th><th>second</th><th>relation</th></tr></thead>\n<tbody>\n");
            foreach (MatchReason reason in decision.Reasons)
            {
                string relation = DecisionLines.NameOf(reason.Relation);
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(reason.Aspect)}</td><td>{Escape(reason.A ?? "–")}</td>")
                    .Append(CultureInfo.InvariantCulture,
                        $"<td>{Escape(reason.B ?? "–")}</td><td class=\"{relation}\">{relation}</td></tr>\n");
            }

            page.Append("</tbody></table>\n");
        }

        page.Append("</article>\n");
    }

    private static void Append(StringBuilder page, ProductProfile listing, IReadOnlyList<MatchReason> reasons, bool ofA)
    {
        page.Append("<div><h2>");
        Append(page, SpanMark.Split(listing.Title, ProfileField.Title, reasons, ofA));
        page.Append(CultureInfo.InvariantCulture, $"</h2><p class=\"soft\">{Escape(listing.Id)}");
        foreach ((string name, System.Text.Json.JsonElement value) in listing.Extra)
        {
            string text = value.ToString();
            if (text.Length is > 0 and < 80)
            {
                page.Append(CultureInfo.InvariantCulture, $" · {Escape(name)}: ");
                Append(page, SpanMark.Split(text, ProfileField.Column, reasons, ofA, name));
            }
        }

        page.Append("</p>");
        if (listing.OptionText.Length > 0)
        {
            page.Append("<p>");
            Append(page, SpanMark.Split(listing.OptionText, ProfileField.Options, reasons, ofA));
            page.Append("</p>");
        }

        page.Append("<p>");
        Append(page, SpanMark.Split(listing.Description, ProfileField.Description, reasons, ofA));
        page.Append("</p></div>\n");
    }

    private static void Append(StringBuilder page, IReadOnlyList<SpanMark> parts)
    {
        foreach (SpanMark part in parts)
        {
            if (part.Reason is { } reason)
            {
                page.Append(CultureInfo.InvariantCulture, $"<mark class=\"{DecisionLines.NameOf(reason.Relation)}\" ")
                    .Append(CultureInfo.InvariantCulture, $"title=\"{Escape(reason.Aspect)}\">{Escape(part.Text)}</mark>");
            }
            else
            {
                page.Append(Escape(part.Text));
            }
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}

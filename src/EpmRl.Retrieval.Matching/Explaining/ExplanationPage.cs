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
    /// <summary>The style of a pair, for any page that defines the colours <c>--ink</c>, <c>--soft</c>, <c>--line</c> and
    /// <c>--card</c>.</summary>
    internal const string PairStyle = """
        :root { --same: #d7f0ec; --sameink: #0f5f58; --conflict: #fde0e0; --conflictink: #9c1c28; --one: #eef0f4; }
        @media (prefers-color-scheme: dark) { :root { --same: #163b39; --sameink: #7fe0d4; --conflict: #47191d; --conflictink: #ff9a9f;
          --one: #263041; } }
        article.explained { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px; margin: 0;
          display: grid; gap: 16px; min-width: 0; }
        .explained header { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: baseline; }
        .explained header strong { font-size: 19px; }
        .explained strong.same { color: var(--sameink); } .explained strong.unsure { color: var(--soft); }
        .explained strong.variant, .explained strong.different { color: var(--conflictink); }
        .explained .soft { color: var(--soft); font-size: 13px; }
        .explained .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(320px, 100%), 1fr)); gap: 20px; }
        .explained .two > div { min-width: 0; overflow-wrap: anywhere; }
        .explained .two h2 { font-size: 16px; line-height: 1.4; font-weight: 600; margin-bottom: 6px; }
        .explained mark { color: inherit; border-radius: 4px; padding: 0 3px; background: var(--one); }
        .explained mark.same { background: var(--same); color: var(--sameink); }
        .explained mark.conflict { background: var(--conflict); color: var(--conflictink); }
        .explained table { border-collapse: collapse; width: 100%; }
        .explained th, .explained td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--line); vertical-align: top;
          overflow-wrap: break-word; white-space: normal; font-size: 14px; }
        .explained .aspects { overflow-x: auto; }
        @media (max-width: 640px) { article.explained { padding: 14px; } .explained th, .explained td { padding-right: 8px;
          font-size: 13px; } }
        .explained thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 13px; }
        .explained td.same { color: var(--sameink); } .explained td.conflict { color: var(--conflictink); font-weight: 600; }
        """;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b2430; --soft: #5c6878; --line: #e3e7ed; --paper: #f6f7f9; --card: #fff; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #98a3b3; --line: #2b3442; --paper: #12171f;
          --card: #1a212c; } }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
          "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; display: grid; gap: 24px; }
        h1 { font-size: 28px; letter-spacing: -.02em; }
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
                $"<title>Matching: {pairs.Count} pairs</title>\n<style>{Style}{PairStyle}</style>\n</head>\n<body>\n<main>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{pairs.Count} {(pairs.Count == 1 ? "pair" : "pairs")} of listings</h1>\n");
        foreach ((ListingPair pair, PairDecision decision) in pairs)
        {
            AppendPair(page, pair, decision);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Appends a pair: the verdict, both listings with their spans marked, and the aligned aspects.</summary>
    /// <param name="page">The page.</param>
    /// <param name="pair">The listings.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="note">What precedes the verdict, as HTML; empty for nothing.</param>
    internal static void AppendPair(StringBuilder page, ListingPair pair, PairDecision decision, string note = "")
    {
        string verdict = DecisionLines.NameOf(decision.Verdict);
        page.Append(CultureInfo.InvariantCulture, $"<article class=\"explained\">\n<header>{note}")
            .Append(CultureInfo.InvariantCulture, $"<strong class=\"{verdict}\">{verdict}</strong>")
            .Append(CultureInfo.InvariantCulture,
                $"<span>{decision.Probability * 100:0.0} % same</span><span>{Escape(decision.Explanation)}</span>")
            .Append(CultureInfo.InvariantCulture, $"<span class=\"soft\">{Escape(decision.Model)}</span></header>\n<div class=\"two\">\n");
        Append(page, pair.A, decision.Reasons, ofA: true);
        Append(page, pair.B, decision.Reasons, ofA: false);
        page.Append("</div>\n");
        if (decision.Reasons.Count > 0)
        {
            page.Append("<div class=\"aspects\"><table><thead><tr><th>aspect</th><th>first</th><th>second</th><th>relation</th></tr>")
                .Append("</thead>\n<tbody>\n");
            foreach (MatchReason reason in decision.Reasons)
            {
                string relation = DecisionLines.NameOf(reason.Relation);
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(reason.Aspect)}</td><td>{Escape(reason.A ?? "–")}</td>")
                    .Append(CultureInfo.InvariantCulture,
                        $"<td>{Escape(reason.B ?? "–")}</td><td class=\"{relation}\">{relation}</td></tr>\n");
            }

            page.Append("</tbody></table></div>\n");
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

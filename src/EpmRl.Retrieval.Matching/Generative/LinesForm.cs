using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Answers in lines: <c>color: black | - | one-sided</c> for each aspect, then <c>verdict: same</c>. Listings are shown without a bar, so a
/// quote cannot end its cell.
/// </summary>
internal sealed class LinesForm : AnswerForm
{
    private const string VerdictName = "verdict", Bar = " | ", Nothing = "-";

    /// <inheritdoc/>
    public override string Name => "lines";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Stops { get; } = ["\n\n"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> VerdictTexts { get; } = [.. AnswerWords.Verdicts.Select(pair => " " + pair.Word)];

    /// <inheritdoc/>
    /// <remarks>
    /// Each aspect at most once and in the prompt's order, so that a weak model cannot loop; a quote is a short run of words of its
    /// listing, so that every quote verifies.
    /// </remarks>
    public override OutputGrammar Grammar(IReadOnlyList<string> aspects, ShownListing a, ShownListing b)
    {
        var lark = new StringBuilder();
        lark.Append("start: ").AppendJoin(" | ", aspects.Select((_, i) => $"line{i} rest{i}")).Append('\n');
        for (int i = 0; i < aspects.Count; i++)
        {
            lark.Append($"line{i}: {Quoted(aspects[i] + ": ")} cells\n");
            lark.Append(i == aspects.Count - 1 ? $"rest{i}: last\n" : $"rest{i}: line{i + 1} rest{i + 1} | rest{i + 1}\n");
        }

        lark.Append("last: \"verdict:\" (").AppendJoin(" | ", VerdictTexts.Select(Quoted)).Append(") \"\\n\"\n");
        IReadOnlyList<string> quotesA = QuotableRuns.Of(a);
        IReadOnlyList<string> quotesB = QuotableRuns.Of(b);
        var cells = new List<string>();
        if (quotesA.Count > 0 && quotesB.Count > 0)
        {
            cells.Add("QA \" | \" QB \" | \" (\"same\" | \"conflict\")");
        }

        if (quotesA.Count > 0)
        {
            cells.Add("QA \" | - | one-sided\"");
        }

        if (quotesB.Count > 0)
        {
            cells.Add("\"- | \" QB \" | one-sided\"");
        }

        lark.Append("cells: (").AppendJoin(" | ", cells).Append(") \"\\n\"\n");
        Terminal(lark, "QA", quotesA);
        Terminal(lark, "QB", quotesB);
        return new OutputGrammar(GrammarKind.Lark, lark.ToString());
    }

    /// <inheritdoc/>
    public override string Write(IReadOnlyList<AspectClaim> claims, MatchVerdict verdict)
    {
        var text = new StringBuilder();
        foreach (AspectClaim claim in claims)
        {
            text.Append($"{claim.Aspect}: {claim.QuoteA ?? Nothing}{Bar}{claim.QuoteB ?? Nothing}{Bar}{AnswerWords.Of(claim.Relation)}\n");
        }

        return text.Append($"{VerdictName}: {AnswerWords.Of(verdict)}").ToString();
    }

    /// <inheritdoc/>
    public override bool TryParse(
        string text, IReadOnlyList<string> aspects, [NotNullWhen(true)] out Answer? answer, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        answer = null;
        problem = null;
        string trimmed = text.TrimEnd('\n', ' ', '\r');
        var claims = new List<AspectClaim>();
        for (int start = 0; start <= trimmed.Length;)
        {
            int end = trimmed.IndexOf('\n', start);
            bool isLast = end < 0;
            string line = isLast ? trimmed[start..] : trimmed[start..end];
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string name = colon < 0 ? "" : line[..colon];
            if (name == VerdictName)
            {
                if (!isLast)
                {
                    problem = "text follows the verdict";
                    return false;
                }

                if (AnswerWords.VerdictOf(line[(colon + 2)..]) is not { } verdict)
                {
                    problem = $"unknown verdict '{Short(line[(colon + 2)..])}'";
                    return false;
                }

                if (claims.Count == 0)
                {
                    problem = "no aspect before the verdict";
                    return false;
                }

                answer = new Answer(claims, verdict, start + colon + 2);
                return true;
            }

            if (isLast)
            {
                problem = "no verdict at the end";
                return false;
            }

            string[] cells = colon < 0 ? [] : line[(colon + 2)..].Split(Bar);
            if (cells.Length != 3 || AnswerWords.RelationOf(cells[2]) is not { } relation)
            {
                problem = $"the line '{Short(line)}' is not 'aspect: quote | quote | relation'";
                return false;
            }

            var claim = new AspectClaim(name, QuoteIn(cells[0]), QuoteIn(cells[1]), relation);
            if (!IsSound(claim, aspects, claims, out problem))
            {
                return false;
            }

            claims.Add(claim);
            start = end + 1;
        }

        problem = "no verdict at the end";
        return false;
    }

    private static string? QuoteIn(string cell) => cell.Trim(' ') is var quote && quote == Nothing ? null : quote;

    // A list of texts, not a substring of the listing's: intersected with limits, the runtime's automaton for substrings exceeds its limits
    // on listings of ordinary length.
    private static void Terminal(StringBuilder lark, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            lark.Append(name).Append(": ").AppendJoin(" | ", texts.Select(Quoted)).Append('\n');
        }
    }

    // A JSON string is a Lark string, and the other way round, for texts without control characters.
    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text, AnswerJson.Plain);
}

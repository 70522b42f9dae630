using System.CommandLine;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Storage;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match explain</c>: two listings side by side, with what agrees and what differs.</summary>
internal static class MatchExplainCommand
{
    public static Command Create()
    {
        var left = new Option<string>("--left", "-l") { Description = "Listings, - for stdin.", HelpName = "file|-", Required = true };
        var right = new Option<string?>("--right", "-r")
        {
            Description = "Listings of the other side. Without it, both are of --left.", HelpName = "file",
        };
        var a = new Option<string>("--a") { Description = "Id of the first listing.", HelpName = "id", Required = true };
        var b = new Option<string>("--b") { Description = "Id of the second listing.", HelpName = "id", Required = true };
        var html = new Option<string?>("--html") { Description = "Where the pair is written as an HTML page.", HelpName = "file" };
        var matchers = new MatcherOptionSet();
        var command = new CliCommand("explain", "Show why two listings are the same product, or not: aligned aspects with their places.")
        {
            Examples = ["epmrl match explain --left ours.csv --right theirs.csv --a 17 --b 204 --html pair.html"],
            Options = { left, right, a, b, html },
        };
        matchers.AddTo(command);
        var reading = new ReadingOptions(command);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string? page = parsed.GetValue(html), other = parsed.GetValue(right);
            using IDisposable claimed = new CommandFiles().Reads("--left", parsed.GetRequiredValue(left)).Reads("--right", other)
                .Reads("--model", matchers.FolderOf(parsed)).Writes("--html", page).Claim();
            ListingTable lefts = await ReadAsync(parsed.GetRequiredValue(left));
            ListingTable rights = other is null ? lefts : await ReadAsync(other);
            var pair = new ListingPair(
                Find(lefts, parsed.GetRequiredValue(a), "--a"), Find(rights, parsed.GetRequiredValue(b), "--b"));
            FastMatcher matcher = matchers.Open(parsed, cancellationToken)
                .Within(lefts.Listings, other is null ? null : rights.Listings, cancellationToken);
            PairDecision decision = (await matcher.DecideAsync([pair], cancellationToken))[0];
            Print(pair, decision, terminal.People);
            if (page is not null)
            {
                AtomicFile.Write(page, ExplanationPage.Render([(pair, decision)]));
                terminal.Say($"Wrote {page}.");
            }

            return ExitCodes.Ok;

            async Task<ListingTable> ReadAsync(string file)
            {
                await using ProductReader reader = reading.Open(parsed, file, terminal);
                return await ListingTable.ReadAsync(reader, error => terminal.Warn(error.ToString()), cancellationToken);
            }
        });
    }

    private static ProductProfile Find(ListingTable table, string id, string option) => table.TryFind(id, out int position)
        ? table.Listings[position]
        : throw new UsageException($"{option}: there is no listing '{id}' in the file.");

    private static void Print(ListingPair pair, PairDecision decision, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(
            $"[bold]{DecisionLines.NameOf(decision.Verdict)}[/], {decision.Probability * 100:0.0} % same. {decision.Explanation}");
        Table listings = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey)
            .AddColumn(Markup.Escape(pair.A.Id)).AddColumn(Markup.Escape(pair.B.Id));
        listings.AddRow(
            Marked(pair.A.Title, ProfileField.Title, decision, ofA: true), Marked(pair.B.Title, ProfileField.Title, decision, ofA: false));
        listings.AddRow(
            Marked(pair.A.Description, ProfileField.Description, decision, ofA: true),
            Marked(pair.B.Description, ProfileField.Description, decision, ofA: false));
        console.Write(listings);
        Table aspects = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string column in (string[])["aspect", "first", "second", "relation"])
        {
            aspects.AddColumn(column);
        }

        foreach (MatchReason reason in decision.Reasons)
        {
            string style = StyleOf(reason.Relation);
            aspects.AddRow(
                Markup.Escape(reason.Aspect), Markup.Escape(reason.A ?? "–"), Markup.Escape(reason.B ?? "–"),
                $"[{style}]{DecisionLines.NameOf(reason.Relation)}[/]");
        }

        console.Write(aspects);
    }

    private static string Marked(string text, ProfileField field, PairDecision decision, bool ofA) => string.Concat(
        SpanMark.Split(text, field, decision.Reasons, ofA).Select(part => part.Reason is { } reason
            ? $"[{StyleOf(reason.Relation)}]{Markup.Escape(part.Text)}[/]"
            : Markup.Escape(part.Text)));

    private static string StyleOf(AspectRelation relation) => relation switch
    {
        AspectRelation.Same => "green",
        AspectRelation.Conflict => "red bold",
        _ => "grey",
    };
}

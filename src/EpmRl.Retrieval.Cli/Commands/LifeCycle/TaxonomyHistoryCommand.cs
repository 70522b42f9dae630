using System.CommandLine;
using System.Globalization;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;
using Spectre.Console;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy history</c>: who changed what, when and why.</summary>
internal static class TaxonomyHistoryCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var limit = new Option<int>("--limit")
        {
            Description = "The newest entries only; 0 for all.", HelpName = "n", DefaultValueFactory = _ => 20,
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("history", "Shows the journal: who changed what, when and why, newest first.")
        {
            Examples = ["epmrl taxonomy history my-taxonomy", "epmrl taxonomy history my-taxonomy --limit 0 --json"],
            Arguments = { folder },
            Options = { limit, json },
        };
        return command.Runs((parsed, terminal, _) =>
        {
            using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(parsed.GetRequiredValue(folder));
            IReadOnlyList<JournalEntry> all = workspace.Store.History();
            int most = parsed.GetValue(limit);
            JournalEntry[] shown = [.. all.Reverse().Take(most <= 0 ? int.MaxValue : most)];
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, shown);
                return Task.FromResult(ExitCodes.Ok);
            }

            foreach (JournalEntry entry in shown)
            {
                string what = entry.Action switch
                {
                    JournalAction.Publish => "[green]published[/]",
                    JournalAction.Adopt => entry.Sequence == 1 ? "began with the files" : "took over the files",
                    _ => TaxonomyCommand.Count(entry.Edits.Count, "edit", "edits"),
                };
                string current = entry.Sequence == workspace.Store.PublishedSequence ? " [green]●[/]" : "";
                terminal.People.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                    $"[bold]{entry.Sequence}[/]  {entry.Time:yyyy-MM-dd HH:mm}  {Markup.Escape(entry.Who)}  {what}  "
                        + $"[dim]{entry.Version}[/]{current}"));
                terminal.People.MarkupLineInterpolated($"    {entry.Why}");
                foreach (var edit in entry.Action == JournalAction.Edit ? entry.Edits.Take(5) : [])
                {
                    terminal.Out.WriteLine("    " + System.Text.Json.JsonSerializer.Serialize(edit, JsonForPrograms.OneLine));
                }

                if (entry.Edits.Count > 5)
                {
                    terminal.Out.WriteLine($"    … and {entry.Edits.Count - 5} more");
                }
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

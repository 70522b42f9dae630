using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy commit</c>: records edits made by hand in the journal.</summary>
internal static class TaxonomyCommitCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var command = new CliCommand("commit", "Records edits made by hand in the files as one entry of the journal.")
        {
            Examples = ["epmrl taxonomy commit my-taxonomy --why \"Colours of the summer range\""],
            Arguments = { folder },
        };
        var authorship = new AuthorshipOptions(command);
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(folder);
            Authorship by = authorship.Read(parsed);
            using TaxonomyWorkspace workspace = Workspaces.Open(path, by, terminal, out bool isNew);
            ProductTaxonomy before = workspace.Store.Draft;
            JournalEntry? entry = workspace.Commit(by, cancellationToken);
            string result = entry is not null
                ? $"Entry {entry.Sequence}, draft {entry.Version}: {DiffView.Counts(TaxonomyDiff.Between(before, workspace.Store.Draft))}."
                : isNew
                    ? $"The files of {path} are the first draft, version {before.Version}."
                    : "Nothing to record: the files equal the draft.";
            terminal.Out.WriteLine(result);
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

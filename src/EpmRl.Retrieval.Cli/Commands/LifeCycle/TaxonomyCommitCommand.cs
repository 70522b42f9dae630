using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy commit</c>: takes edits by hand over into the journal.</summary>
internal static class TaxonomyCommitCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var command = new CliCommand("commit", "Takes over what was edited by hand in the files, as one entry of the journal.")
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
            terminal.Out.WriteLine(entry is null

                ? isNew
                ? $"The files of {path} are the first draft, version {before.Version}."
                : "Nothing to take over: the files say what the draft says."
                : $"Entry {entry.Sequence}, draft {entry.Version}: {DiffView.Counts(TaxonomyDiff.Between(before, workspace.Store.Draft))}.");
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy status</c>: how files, draft and published version compare.</summary>
internal static class TaxonomyStatusCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("status", "Shows the published version, the draft, and edits made by hand.")
        {
            Examples = ["epmrl taxonomy status my-taxonomy"],
            Arguments = { folder },
            Options = { json },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(folder);
            using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(path);
            TaxonomyStore store = workspace.Store;
            TaxonomyCheck check = TaxonomyReader.Check(path, cancellationToken);
            FolderState? state = null;
            IReadOnlyList<string> conflicts = [];
            if (check.Taxonomy is { } onFiles)
            {
                state = workspace.Look(onFiles, out _, out conflicts);
            }

            string files = state switch
            {
                null => "invalid",
                FolderState.InStep => "in-step",
                FolderState.Edited => "edited",
                FolderState.Behind => "behind",
                FolderState.Apart => "apart",
                _ => "in-conflict",
            };
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, new
                {
                    Published = store.PublishedVersion, store.PublishedSequence, Draft = store.Draft.Version, store.Sequence, Files = files,
                    Conflicts = conflicts,
                });
                return Task.FromResult(ExitCodes.Ok);
            }

            terminal.Out.WriteLine(store.PublishedVersion is null ? "published: nothing yet" : $"published: {store.PublishedVersion}, "
                + $"entry {store.PublishedSequence}");
            terminal.Out.WriteLine(store.Draft.Version == store.PublishedVersion ? "draft:     the same"
                : $"draft:     {store.Draft.Version}, entry {store.Sequence}, validated"
                    + (store.PublishedVersion is null ? "" : $": {DiffView.Counts(TaxonomyDiff.Between(store.Published(), store.Draft))}"));
            terminal.Out.WriteLine(state switch
            {
                null => $"files:     have {TaxonomyCommand.Count(check.Errors.Count(), "problem", "problems")}; see: epmrl taxonomy "
                    + $"validate {path}",
                FolderState.InStep => "files:     in step with the draft",
                FolderState.Behind => "files:     behind the draft; the next edit or commit writes them",
                FolderState.InConflict => $"files:     edited by hand, in conflict with the draft:{Environment.NewLine}  "
                    + $"{string.Join(Environment.NewLine + "  ", conflicts)}",
                _ => $"files:     edited by hand: {DiffView.Counts(TaxonomyDiff.Between(store.Draft, check.Taxonomy!))}; record that "
                    + $"with: epmrl taxonomy commit {path} --why \"…\"",
            });
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy publish</c>: makes the draft the version in use.</summary>
internal static class TaxonomyPublishCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("publish", "Makes the draft, including edits by hand, the version in use.")
        {
            Examples =
            [
                "epmrl taxonomy publish my-taxonomy --why \"Autumn range\"",
                "epmrl taxonomy publish my-taxonomy --dry-run --listings samples/products.jsonl",
            ],
            Arguments = { folder },
        };
        var authorship = new AuthorshipOptions(command, otherwise: "published");
        var preview = new PreviewOptions(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(folder);
            Authorship by = authorship.Read(parsed);
            if (preview.IsAsked(parsed))
            {
                (ProductTaxonomy? published, ProductTaxonomy next) = States(path, cancellationToken);
                return await preview.ShowAsync(parsed, published ?? next, next, parsed.GetValue(json), terminal, cancellationToken);
            }

            using TaxonomyWorkspace workspace = Workspaces.Open(path, by, terminal, out _);
            if (workspace.Commit(by, cancellationToken) is { } taken)
            {
                terminal.Say($"Recorded the edits made by hand as entry {taken.Sequence}.");
            }

            TaxonomyStore store = workspace.Store;
            if (store.Draft.Version == store.PublishedVersion)
            {
                terminal.Out.WriteLine($"Nothing to publish: version {store.PublishedVersion} is in use.");
                return ExitCodes.Ok;
            }

            TaxonomyDiff? diff = store.PublishedVersion is null ? null : TaxonomyDiff.Between(store.Published(), store.Draft);
            TaxonomyCommand.TellWarnings(terminal, [.. TaxonomyReader.Check(path, cancellationToken).Warnings]);
            JournalEntry entry = store.Publish(by);
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, new
                {
                    entry.Sequence,
                    Published = entry.Version,
                    Diff = diff is null ? null : DiffView.ForPrograms(diff),
                });
            }
            else
            {
                terminal.Out.WriteLine($"Published {entry.Version}, entry {entry.Sequence}: "
                    + $"{(diff is null ? TaxonomyCommand.Counts(store.Draft) : DiffView.Counts(diff))}.");
            }

            return ExitCodes.Ok;
        });
    }

    // The version in use, and the one that publishing would put in use; nothing is written.
    private static (ProductTaxonomy? Published, ProductTaxonomy Next) States(string path, CancellationToken cancellationToken)
    {
        ProductTaxonomy onFiles = TaxonomyReader.Load(path, cancellationToken);
        if (!TaxonomyWorkspace.HasStore(path))
        {
            return (null, onFiles);
        }

        using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(path);
        workspace.Look(onFiles, out ProductTaxonomy? joined, out IReadOnlyList<string> conflicts);
        if (joined is null)
        {
            throw new TaxonomyEditException([.. conflicts.Select(conflict => new EditProblem(null, conflict))]);
        }

        workspace.Store.CheckAdoption(joined);
        return (workspace.Store.PublishedVersion is null ? null : workspace.Store.Published(), joined);
    }
}

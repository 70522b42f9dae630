using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy edit</c>: changes a taxonomy's draft, by one typed edit or a batch.</summary>
internal static class TaxonomyEditCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var name = new Argument<string?>("edit") { Description = "Name of the edit.", Arity = ArgumentArity.ZeroOrOne };
        var words = new Argument<string[]>("words")
        {
            Description = "What the edit applies to.", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [],
        };
        var batch = new Option<string?>("--batch", "-b")
        {
            Description = "File of edits, one JSON object a line, - for stdin; all are made or none.", HelpName = "file|-",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand(
            "edit", "Changes the draft of a taxonomy; the journal keeps who, when and why." + Environment.NewLine + Environment.NewLine
            + string.Join(Environment.NewLine, TaxonomyEditWords.Usage.Select(
                one => $"  {one.Name} {one.Words}{Environment.NewLine}      {one.Does}")))
        {
            Examples =
            [
                "epmrl taxonomy edit my-taxonomy rename-value color/slate \"Slate grey\" keep_old=true --why \"Suppliers say so\"",
                "epmrl taxonomy edit my-taxonomy merge-value color/slate color/grey --why \"Nobody tells them apart\" --dry-run",
                "epmrl taxonomy edit my-taxonomy split-value color/blue navy=Navy sky=\"Sky blue\" --why \"Two shelves\"",
                "epmrl taxonomy edit my-taxonomy set-attribute memory unit=GB role_words='[\"RAM\"]' --why \"Read RAM\"",
                "epmrl taxonomy edit my-taxonomy --batch edits.jsonl --why \"Autumn range\" --who anna",
            ],
            Arguments = { folder, name, words },
            Options = { batch },
        };
        var authorship = new AuthorshipOptions(command);
        var preview = new PreviewOptions(command);
        command.Add(json);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(folder);
            IReadOnlyList<(int Line, TaxonomyEdit Edit)> edits = (parsed.GetValue(name), parsed.GetValue(batch)) switch
            {
                ({ } edit, null) => [(0, TaxonomyEditWords.Parse(edit, parsed.GetRequiredValue(words)))],
                (null, { } file) => await TaxonomyEditLines.ReadAsync(file, terminal, cancellationToken),
                (null, null) => throw new UsageException(
                    "Name an edit, or a file of edits with --batch. 'epmrl taxonomy edit --help' lists all edits."),
                _ => throw new UsageException("Type one edit, or name a file with --batch, not both."),
            };
            try
            {
                return preview.IsAsked(parsed)
                    ? await DryRunAsync(path, [.. edits.Select(edit => edit.Edit)])
                    : Make(path, [.. edits.Select(edit => edit.Edit)]);
            }
            catch (TaxonomyEditException refused)
            {
                foreach (EditProblem problem in refused.Problems)
                {
                    terminal.Fail(problem.Edit is int place && edits[place].Line > 0
                        ? $"{parsed.GetValue(batch)}:{edits[place].Line}: {problem.Message}"
                        : problem.Message);
                }

                terminal.Say($"Nothing was changed. {NextSteps.Of(refused)}".TrimEnd());
                return ExitCodes.Failed;
            }

            int Make(string taxonomyFolder, IReadOnlyList<TaxonomyEdit> asked)
            {
                Authorship by = authorship.Read(parsed);
                using TaxonomyWorkspace workspace = Workspaces.Open(taxonomyFolder, by, terminal, out _);
                ProductTaxonomy before = workspace.Store.Draft;
                JournalEntry entry = workspace.Apply(asked, by);
                TaxonomyDiff diff = TaxonomyDiff.Between(before, workspace.Store.Draft);
                if (parsed.GetValue(json))
                {
                    DiffView.WriteJson(terminal.Out, new { entry.Sequence, Draft = entry.Version, Diff = DiffView.ForPrograms(diff) });
                }
                else
                {
                    DiffView.Show(terminal.People, diff, most: 20);
                    terminal.Out.WriteLine(
                        $"Entry {entry.Sequence}, draft {entry.Version}. Publish it with: epmrl taxonomy publish {taxonomyFolder}");
                }

                return ExitCodes.Ok;
            }

            // Without a store nothing is written: the files are the draft.
            async Task<int> DryRunAsync(string taxonomyFolder, IReadOnlyList<TaxonomyEdit> asked)
            {
                ProductTaxonomy before, after;
                if (TaxonomyWorkspace.HasStore(taxonomyFolder))
                {
                    using TaxonomyWorkspace workspace = TaxonomyWorkspace.OpenToRead(taxonomyFolder);
                    (before, after) = (workspace.Store.Draft, workspace.Store.Preview(asked));
                }
                else
                {
                    before = TaxonomyReader.Load(taxonomyFolder, cancellationToken);
                    after = TaxonomyEdits.Apply(before, asked);
                }

                return await preview.ShowAsync(parsed, before, after, parsed.GetValue(json), terminal, cancellationToken);
            }
        });
    }
}

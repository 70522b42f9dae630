using System.CommandLine;
using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>
/// <c>epmrl taxonomy accept-aliases</c>: adds the suggestions that a person accepted to a taxonomy or a schema.
/// </summary>
internal static class AcceptAliasesCommand
{
    public static Command Create()
    {
        var suggestions = new Argument<string>("suggestions")
        {
            Description = "File of epmrl taxonomy suggest-aliases, with 'accept: true' where an alias is right.",
        };
        var taxonomy = new Option<string>("--taxonomy", "-t")
        {
            Description = "Folder of the taxonomy; or a schema file, for a taxonomy that is imported with it.",
            HelpName = "folder|schema",
            Required = true,
        };
        var command = new CliCommand("accept-aliases", "Writes accepted aliases into a taxonomy or a schema and leaves all else as it is.")
        {
            Examples =
            [
                "epmrl taxonomy accept-aliases suggestions.yaml --taxonomy my-taxonomy",
                "epmrl taxonomy accept-aliases suggestions.yaml --taxonomy my-taxonomy.schema.yaml",
            ],
            Arguments = { suggestions },
            Options = { taxonomy },
        };
        var authorship = new AuthorshipOptions(command, otherwise: "Accepted aliases");
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string target = parsed.GetRequiredValue(taxonomy);
            CommandFiles files = new CommandFiles().Reads("the suggestions", parsed.GetRequiredValue(suggestions));
            files = File.Exists(target) ? files.Writes("--taxonomy", target) : files.ChangesFolder("--taxonomy", target, hasOwnLock: false);
            using IDisposable claimed = files.Claim();
            IReadOnlyList<AliasToAdd> accepted = AliasSuggestionFile.ReadAccepted(parsed.GetRequiredValue(suggestions));
            if (accepted.Count == 0)
            {
                terminal.Say("No suggestion says 'accept: true'; nothing was written.");
                return Task.FromResult(ExitCodes.Ok);
            }

            AddedAliases done;
            try
            {
                done = File.Exists(target) ? AcceptedAliases.AddToSchema(target, accepted)
                    : TaxonomyWorkspace.HasStore(target) ? Journalled(target, accepted, authorship.Read(parsed), terminal)
                    : AcceptedAliases.AddTo(target, accepted, cancellationToken);
            }
            catch (TaxonomyEditException refused)
            {
                terminal.Fail(refused.Message);
                terminal.Say($"Nothing was changed. {NextSteps.Of(refused)}".TrimEnd());
                return Task.FromResult(ExitCodes.Failed);
            }

            string known = done.Known == 0 ? "" : $"; {done.Known} {(done.Known == 1 ? "was" : "were")} there already";
            string entry = done.Entry is null ? "" : $" Entry {done.Entry.Sequence}, draft {done.Entry.Version}.";
            string next = done.Added == 0 ? ""
                : File.Exists(target) ? " Next: epmrl taxonomy import … --schema"
                : done.Entry is null ? " Next: epmrl index build"
                : $" Next: epmrl taxonomy publish {target}, then epmrl index build";
            terminal.Say($"Added {TaxonomyCommand.Count(done.Added, "alias", "aliases")} in "
                + $"{TaxonomyCommand.Count(done.Files.Count, "file", "files")}{known}.{entry}{next}");
            return Task.FromResult(ExitCodes.Ok);
        });
    }

    private static AddedAliases Journalled(string folder, IReadOnlyList<AliasToAdd> accepted, Authorship by, Terminal terminal)
    {
        using TaxonomyWorkspace workspace = Workspaces.Open(folder, by, terminal, out _);
        return AcceptedAliases.AddTo(workspace, accepted, by);
    }
}

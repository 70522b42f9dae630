using System.CommandLine;
using EpmRl.Retrieval.Aliases;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands.Training;

/// <summary><c>epmrl taxonomy accept-aliases</c>: writes the suggestions that a person accepted into the taxonomy's files, or a schema.</summary>
internal static class AcceptAliasesCommand
{
    public static Command Create()
    {
        var suggestions = new Argument<string>("suggestions") { Description = "File of epmrl taxonomy suggest-aliases, with 'accept: true' where an alias is right." };
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
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string target = parsed.GetRequiredValue(taxonomy);
            CommandFiles files = new CommandFiles().Reads("the suggestions", parsed.GetRequiredValue(suggestions));
            using IDisposable claimed = (File.Exists(target) ? files.Writes("--taxonomy", target) : files.ChangesFolder("--taxonomy", target, hasOwnLock: false)).Claim();
            IReadOnlyList<AliasToAdd> accepted = AliasSuggestionFile.ReadAccepted(parsed.GetRequiredValue(suggestions));
            bool schema = File.Exists(target);
            AddedAliases done = schema
                ? AliasWriter.AddToSchema(target, accepted, cancellationToken)
                : AliasWriter.AddToTaxonomy(target, accepted, cancellationToken);
            string known = done.Known == 0 ? "" : $"; {done.Known} {(done.Known == 1 ? "was" : "were")} there already";
            string next = done.Added == 0 ? "" : schema ? " Next: epmrl taxonomy import … --schema" : " Next: epmrl index build";
            terminal.Say(accepted.Count == 0
                ? "No suggestion says 'accept: true'; nothing was written."
                : $"Added {TaxonomyCommand.Count(done.Added, "alias", "aliases")} in {TaxonomyCommand.Count(done.Files.Count, "file", "files")}{known}.{next}");
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy checkout</c>: writes an older state as a folder.</summary>
internal static class TaxonomyCheckoutCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("taxonomy") { Description = TaxonomyReference.Help };
        var output =
            new Option<string>("--out", "-o") { Description = "Folder to write; absent or empty.", HelpName = "folder", Required = true };
        var command = new CliCommand("checkout", "Writes a state of a taxonomy's store as a folder of its own.")
        {
            Examples = ["epmrl taxonomy checkout my-taxonomy@3f2a --out before-the-merge"],
            Arguments = { place },
            Options = { output },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            ProductTaxonomy taxonomy = TaxonomyReference.Load(parsed.GetRequiredValue(place), cancellationToken);
            string folder = parsed.GetRequiredValue(output);
            using IDisposable claimed = new CommandFiles()
                .Reads("the taxonomy", TaxonomyReference.FolderOf(parsed.GetRequiredValue(place)))
                .ReplacesFolder("--out", folder).Claim();
            TaxonomyWriter.Write(taxonomy, folder, replace: false, cancellationToken);
            terminal.Say($"Wrote {folder}: {TaxonomyCommand.Counts(taxonomy)}, version {taxonomy.Version}.");
            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

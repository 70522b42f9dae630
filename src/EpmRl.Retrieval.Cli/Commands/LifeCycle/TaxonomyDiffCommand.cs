using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy diff</c>: the differences between two taxonomies.</summary>
internal static class TaxonomyDiffCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("from") { Description = TaxonomyReference.Help };
        var to = new Argument<string?>("to")
        {
            Description = "The newer one, named the same way. [default: the files of <from>, compared with its published version]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = CommonOptions.Json();
        var command = new CliCommand("diff", "Shows the differences between two taxonomies, or between a published version and the files.")
        {
            Examples =
            [
                "epmrl taxonomy diff my-taxonomy",
                "epmrl taxonomy diff my-taxonomy@published my-taxonomy@draft --json",
                "epmrl taxonomy diff my-taxonomy@3f2a my-taxonomy@published",
                "epmrl taxonomy diff last-year this-year",
            ],
            Arguments = { from, to },
            Options = { json },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            string older = parsed.GetRequiredValue(from);
            string newer = parsed.GetValue(to) ?? older;
            if (parsed.GetValue(to) is null && !Directory.Exists(older))
            {
                throw new UsageException("Name two taxonomies to compare, or one folder: its files are compared with its published "
                    + $"version. '{older}' is not a folder.");
            }

            TaxonomyDiff diff = TaxonomyDiff.Between(
                TaxonomyReference.Load(parsed.GetValue(to) is null ? older + "@published" : older, cancellationToken),
                TaxonomyReference.Load(newer, cancellationToken));
            if (parsed.GetValue(json))
            {
                DiffView.WriteJson(terminal.Out, DiffView.ForPrograms(diff));
            }
            else
            {
                DiffView.Show(terminal.People, diff);
            }

            return Task.FromResult(ExitCodes.Ok);
        });
    }
}

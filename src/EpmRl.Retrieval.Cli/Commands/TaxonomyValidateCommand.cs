using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl taxonomy validate</c>: reports every problem of a taxonomy's files in one run.</summary>
internal static class TaxonomyValidateCommand
{
    public static Command Create()
    {
        Argument<string> folder = TaxonomyCommand.Folder();
        var command =
            new CliCommand("validate", "Checks a taxonomy's files, and its store, and reports every problem with its file and line.")
        {
            Examples = ["epmrl taxonomy validate my-taxonomy"],
            Arguments = { folder },
        };
        return command.Runs((parsed, terminal, cancellationToken) =>
        {
            TaxonomyCheck check = TaxonomyReader.Check(parsed.GetRequiredValue(folder), cancellationToken);
            foreach (FileProblem problem in check.Problems)
            {
                // The result of this command, so stdout; file:line: first, as editors and terminals link it.
                terminal.Out.WriteLine(problem.IsWarning ? $"{problem} (warning)" : problem.ToString());
            }

            string path = parsed.GetRequiredValue(folder);
            IReadOnlyList<string> damage = TaxonomyWorkspace.HasStore(path) ? TaxonomyStore.Verify(TaxonomyWorkspace.StoreOf(path)) : [];
            foreach (string problem in damage)
            {
                terminal.Out.WriteLine(problem);
            }

            int warnings = check.Warnings.Count();
            string also = warnings == 0 ? "" : $", {TaxonomyCommand.Count(warnings, "warning", "warnings")}";
            terminal.Say(check.Taxonomy is { } taxonomy
                ? $"{parsed.GetValue(folder)} is valid{also}: {TaxonomyCommand.Counts(taxonomy)}, version {taxonomy.Version}."
                : $"{parsed.GetValue(folder)} cannot be used: {TaxonomyCommand.Count(check.Errors.Count(), "problem", "problems")}{also}.");
            if (damage.Count > 0)
            {
                terminal.Say($"Its store is damaged: {TaxonomyCommand.Count(damage.Count, "problem", "problems")}.");
            }

            return Task.FromResult(check.Taxonomy is null || damage.Count > 0 ? ExitCodes.Failed : ExitCodes.Ok);
        });
    }
}

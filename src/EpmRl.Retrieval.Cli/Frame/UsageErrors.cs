using System.CommandLine;
using System.CommandLine.Parsing;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Says what is wrong with a command line and how to ask for help.</summary>
internal static class UsageErrors
{
    /// <summary>Writes the errors to stderr.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">The console.</param>
    /// <param name="fromEnvironment">The environment variables that took part.</param>
    /// <returns>The exit code.</returns>
    public static int Report(ParseResult parsed, Terminal terminal, IReadOnlyList<string> fromEnvironment)
    {
        string command = CommandPath(parsed.CommandResult);
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.CommandResult.Tokens.Count == 0 && parsed.UnmatchedTokens.Count == 0)
        {
            terminal.Fail($"{command} needs a command: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(sub => sub.Name))}.");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
            {
                terminal.Fail(message);
            }

            foreach (string token in parsed.UnmatchedTokens)
            {
                if (Closest(token, Names(parsed.CommandResult)) is { } name)
                {
                    terminal.Say($"Did you mean '{name}'?");
                }
            }
        }

        if (fromEnvironment.Count > 0)
        {
            terminal.Say($"These options come from the environment: {string.Join(", ", fromEnvironment)}");
        }

        terminal.Say($"Run: {command} --help");
        return ExitCodes.Usage;
    }

    private static string CommandPath(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandPath(parent)} {result.Command.Name}" : "epmrl";

    private static IEnumerable<string> Names(CommandResult result) =>
        result.Command.Subcommands.Select(command => command.Name).Concat(result.Command.Options.Select(option => option.Name));

    private static string? Closest(string token, IEnumerable<string> names)
    {
        string? best = null;
        int bestDistance = 3; // more than two edits is another word
        foreach (string name in names)
        {
            int distance = EditDistance(token, name);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (name, distance);
            }
        }

        return best;
    }

    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using EpmRl.Retrieval.Files;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Reports the errors of a command line and how to get help.</summary>
internal static class UsageErrors
{
    /// <summary>Writes the errors to stderr.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">The console.</param>
    /// <param name="fromEnvironment">The environment variables that set options.</param>
    /// <returns>The exit code.</returns>
    public static int Report(ParseResult parsed, Terminal terminal, IReadOnlyList<string> fromEnvironment)
    {
        string command = CommandPath(parsed.CommandResult);
        if (parsed.CommandResult.Command is { Action: null, Subcommands.Count: > 0 } && parsed.CommandResult.Tokens.Count == 0
            && parsed.UnmatchedTokens.Count == 0)
        {
            terminal.Fail(
                $"{command} needs a command: {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(sub => sub.Name))}.");
        }
        else
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
            {
                terminal.Fail(message);
            }

            foreach (string token in parsed.UnmatchedTokens)
            {
                if (ClosestName.Of(token, Names(parsed.CommandResult)) is { } name)
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
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>From arguments to an exit code: parsing, environment variables, Ctrl-C and the error boundary.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parsing = new()
    {
        ResponseFileTokenReplacer = null, // a search text may begin with '@'
    };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments after `epmrl`.</param>
    /// <param name="terminal">Where data and messages go.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, Func<string, string?> environment)
    {
        using var interruption = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            int code = await InvokeAsync(args, terminal, environment, interruption.Token);
            terminal.Out.Flush();
            return code;
        }
        catch (Exception exception)
        {
            return ErrorBoundary.Report(exception, terminal, environment);
        }

        void OnSignal(PosixSignalContext context)
        {
            // The first one asks for a clean stop; a second one ends the process as the system would.
            context.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    /// <summary>Runs another command as a part of the running one.</summary>
    /// <returns>Its exit code; its exceptions are passed on.</returns>
    public static Task<int> RunPartAsync(ParseResult running, IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        ParseResult parsed = running.RootCommandResult.Command.Parse(args, Parsing);
        return parsed.Errors.Count == 0
            ? parsed.InvokeAsync(running.InvocationConfiguration, cancellationToken)
            : throw new System.Diagnostics.UnreachableException(parsed.Errors[0].Message);
    }

    private static Task<int> InvokeAsync(
        IReadOnlyList<string> args, Terminal terminal, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        RootCommand root = CommandTree.Create();
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        foreach (VersionOption version in root.Options.OfType<VersionOption>())
        {
            version.Action = new PrintVersion();
        }

        ParseResult parsed = root.Parse(args, Parsing);
        IReadOnlyList<(string Variable, string Argument)> fromEnvironment = EnvironmentOptions.Missing(parsed, environment);
        if (fromEnvironment.Count > 0)
        {
            parsed = root.Parse(EnvironmentOptions.Join(args, [.. fromEnvironment.Select(option => option.Argument)]), Parsing);
        }

        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpWithExamples or PrintVersion))
        {
            return Task.FromResult(UsageErrors.Report(parsed, terminal, [.. fromEnvironment.Select(option => option.Variable)]));
        }

        ThrowIfEmpty(parsed);
        terminal.Quiet = parsed.GetValue(CommonOptions.Quiet);
        var invocation = new Invocation(terminal)
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Out,
            Error = terminal.Error,
        };
        return parsed.InvokeAsync(invocation, cancellationToken);
    }

    // An unset shell variable; no file and no folder has that name.
    private static void ThrowIfEmpty(ParseResult parsed)
    {
        foreach (SymbolResult result in parsed.CommandResult.Children)
        {
            (string name, string kind) = result switch
            {
                OptionResult { Option: { } option } => (option.Name, option.HelpName ?? ""),
                ArgumentResult { Argument: { } argument } => (argument.Name, argument.HelpName ?? argument.Name),
                _ => ("", ""),
            };
            if ((kind.Contains("file", StringComparison.Ordinal) || kind.Contains("folder", StringComparison.Ordinal))
                && result.Tokens.Any(token => token.Value.Length == 0))
            {
                throw new UsageException($"{name}: the name is empty.");
            }
        }
    }
}

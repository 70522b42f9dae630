using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>One run of a command, with the terminal that it writes to.</summary>
/// <param name="terminal">Where data and messages go.</param>
internal sealed class Invocation(Terminal terminal) : InvocationConfiguration
{
    private readonly Terminal terminal = terminal;

    /// <summary>The terminal of the command line that is running.</summary>
    public static Terminal TerminalOf(ParseResult parsed) => ((Invocation)parsed.InvocationConfiguration).terminal;
}

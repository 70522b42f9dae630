using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>A command with examples in its help, whose work runs inside the error boundary of the command line.</summary>
internal sealed class CliCommand(string name, string description) : Command(name, description)
{
    /// <summary>Example command lines, ready to type; help shows them last.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Sets the work. Its result is the exit code; its exceptions become a message and an exit code.</summary>
    public CliCommand Runs(Func<ParseResult, Terminal, CancellationToken, Task<int>> work)
    {
        SetAction((parsed, cancellationToken) => work(parsed, Invocation.TerminalOf(parsed), cancellationToken));
        return this;
    }
}

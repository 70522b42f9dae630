using EpmRl.Retrieval.Cli.Commands;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Tests;

/// <summary>Runs command lines inside the test's process.</summary>
internal static class Cli
{
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync(new Dictionary<string, string>(), "", args);

    public static async Task<CliResult> RunAsync(IReadOnlyDictionary<string, string> environment, string input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var terminal = new Terminal(
            () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)), output, error, outputIsTerminal: false,
            errorIsTerminal: false, Look);
        int code = await CommandLine.RunAsync(args, terminal, Look);
        terminal.Out.Flush();
        return new CliResult(
            code, System.Text.Encoding.UTF8.GetString(output.ToArray()), System.Text.Encoding.UTF8.GetString(error.ToArray()));

        string? Look(string name) => environment.GetValueOrDefault(name);
    }
}

/// <summary>The result of a command line.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>The usual help, then the command's examples and how options are set from the environment.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (command is CliCommand { Examples: [_, ..] examples })
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        (string Name, string Variable)[] fromEnvironment =
            [
                .. EnvironmentOptions.OptionsOf(parseResult)
                    .Select(option => (option.Name, (option as IEnvironmentOption)?.Variable!))
                    .Where(option => option.Item2 is not null),
            ];
        if (fromEnvironment.Length > 0)
        {
            output.WriteLine($"Environment: {string.Join(", ", fromEnvironment.Select(option => $"{option.Variable} for {option.Name}"))}. "
                + "A typed option wins.");
        }

        if (command is RootCommand)
        {
            output.WriteLine(
                "Exit codes: 0 ok, 1 failed, 2 usage, 3 done with bad rows, 4 gate not met, 5 index/model mismatch, 130 interrupted.");
        }

        return code;
    }
}

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

        output.WriteLine(
            "Options can also be set by environment variables: --index by EPMRL_INDEX, --calibration-out by EPMRL_CALIBRATION_OUT" +
            (command is CliCommand { TypedOnly: [_, ..] typed } ? $"; not {string.Join(", ", typed.Select(option => option.Name))}." : "."));
        if (command is RootCommand)
        {
            output.WriteLine("Exit codes: 0 ok, 1 failed, 2 usage, 3 done with bad rows, 4 gate not met, 5 index/model mismatch, 130 interrupted.");
        }

        return code;
    }
}

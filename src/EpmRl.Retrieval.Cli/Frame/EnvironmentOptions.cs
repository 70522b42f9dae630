using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// Options from the environment: <c>--calibration-out</c> is <c>EPMRL_CALIBRATION_OUT</c>. What is typed wins; <see cref="CliCommand.TypedOnly"/>
/// options are never looked up.
/// </summary>
internal static class EnvironmentOptions
{
    /// <summary>The options that were not typed but stand in the environment: the variable, and the argument it stands for (<c>--limit=5</c>).</summary>
    public static IReadOnlyList<(string Variable, string Argument)> Missing(ParseResult parsed, Func<string, string?> environment)
    {
        var found = new List<(string, string)>();
        foreach (Option option in OptionsOf(parsed))
        {
            if (option.Name is "--help" or "--version" || parsed.GetResult(option) is { Implicit: false })
            {
                continue;
            }

            if (environment(VariableOf(option)) is { Length: > 0 } value)
            {
                found.Add((VariableOf(option), $"{option.Name}={(option.ValueType == typeof(bool) ? ReadSwitch(value) : value)}"));
            }
        }

        return found;
    }

    /// <summary>Adds arguments to a command line, before a <c>--</c> that ends its options.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> args, IReadOnlyList<string> more)
    {
        int end = args.ToList().IndexOf("--");
        return end < 0 ? [.. args, .. more] : [.. args.Take(end), .. more, .. args.Skip(end)];
    }

    /// <summary>The variable that sets an option.</summary>
    public static string VariableOf(Option option) =>
        "EPMRL_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static IEnumerable<Option> OptionsOf(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            foreach (Option option in result.Command.Options.Where(option => option.Recursive || result == parsed.CommandResult))
            {
                if (result.Command is not CliCommand command || !command.TypedOnly.Contains(option))
                {
                    yield return option;
                }
            }
        }
    }

    private static string ReadSwitch(string value) => value.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => "true",
        "0" or "false" or "no" or "off" => "false",
        _ => value, // the parser says what is wrong with it
    };
}

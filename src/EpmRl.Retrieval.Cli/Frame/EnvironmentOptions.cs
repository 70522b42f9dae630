using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Reads options that are <see cref="IEnvironmentOption"/> from the environment. A typed option wins.</summary>
internal static class EnvironmentOptions
{
    /// <summary>Options set in the environment and not typed: the variable, and the equivalent argument (<c>--limit=5</c>).</summary>
    public static IReadOnlyList<(string Variable, string Argument)> Missing(ParseResult parsed, Func<string, string?> environment)
    {
        var found = new List<(string, string)>();
        foreach (Option option in OptionsOf(parsed))
        {
            if (option is not IEnvironmentOption { Variable: var variable } || parsed.GetResult(option) is { Implicit: false })
            {
                continue;
            }

            if (environment(variable) is { Length: > 0 } value)
            {
                found.Add((variable, $"{option.Name}={(option.ValueType == typeof(bool) ? ReadSwitch(value) : value)}"));
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

    /// <summary>The options of a command and the recursive ones of its parents.</summary>
    public static IEnumerable<Option> OptionsOf(ParseResult parsed)
    {
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            foreach (Option option in result.Command.Options.Where(option => option.Recursive || result == parsed.CommandResult))
            {
                yield return option;
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

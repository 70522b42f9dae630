using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>Prints the program's version: `epmrl 0.1.0`.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <summary>The version, without the commit that a build may append.</summary>
    public static string Version { get; } =
        typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"epmrl {Version}");
        return ExitCodes.Ok;
    }
}

using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// An option that an environment variable sets where it is not typed: where the index and the model are, what they run on, and whether the
/// command is quiet. Options that change what one command does, or what is measured, are always typed.
/// </summary>
internal interface IEnvironmentOption
{
    /// <summary>The variable.</summary>
    string Variable { get; }
}

/// <inheritdoc cref="IEnvironmentOption"/>
internal sealed class EnvironmentOption<T>(string variable, string name, params string[] aliases)
    : Option<T>(name, aliases), IEnvironmentOption
{
    /// <inheritdoc/>
    public string Variable { get; } = variable;
}

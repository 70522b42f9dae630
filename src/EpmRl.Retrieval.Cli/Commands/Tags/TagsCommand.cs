using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl tags</c>: commands on stored tags.</summary>
internal static class TagsCommand
{
    public static Command Create() => new("tags", "Works on stored tags, the JSON Lines of 'epmrl tag'.")
    {
        TagsExportCommand.Create(),
    };
}

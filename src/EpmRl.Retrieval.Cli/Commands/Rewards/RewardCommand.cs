using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl reward</c>: the reward of a generative matcher's answers.</summary>
internal static class RewardCommand
{
    public static Command Create() => new("reward", "Inspect the reward that a generative matcher is trained with.")
    {
        RewardExplainCommand.Create(),
    };
}

using System.CommandLine;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match</c>: which listings are the same product.</summary>
internal static class MatchCommand
{
    public static Command Create() => new("match", "Decide which listings are the same product: candidate pairs, verdicts, clusters.")
    {
        MatchCandidatesCommand.Create(),
        MatchDecideCommand.Create(),
        MatchExplainCommand.Create(),
        MatchEvaluateCommand.Create(),
        MatchClusterCommand.Create(),
        MatchReviewCommand.Create(),
        MatchTracesCommand.Create(),
    };
}

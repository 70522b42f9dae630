using System.CommandLine;
using EpmRl.Retrieval.Cli.Frame;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl match candidates</c>: the pairs of listings that are worth comparing.</summary>
internal static class MatchCandidatesCommand
{
    public static Command Create() => new CliCommand(
        "candidates", "Find the pairs of listings that are worth comparing, in one feed or between two.");
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Reads files of decided pairs for `match cluster` and `match review`.</summary>
internal static class DecidedPairs
{
    /// <summary>Reads the pairs of known listings; others are counted.</summary>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="find">The positions of two listings by their ids; null where one is missing.</param>
    /// <param name="terminal">The console.</param>
    /// <param name="bad">Receives bad lines.</param>
    /// <param name="progress">Shows how many are read.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<IReadOnlyList<ScoredPair>> ReadAsync(
        string path, Func<string, string, (int, int)?> find, Terminal terminal, BadRows bad, WorkProgress progress,
        CancellationToken cancellationToken)
    {
        await using Stream stream = Open(path, terminal);
        var pairs = new List<ScoredPair>();
        long unknown = 0, read = 0;
        await foreach (DecidedPair pair in DecidedPairReader.ReadAsync(stream, path, bad.Add, cancellationToken: cancellationToken))
        {
            progress.Report(++read);
            if (find(pair.A, pair.B) is (int left, int right))
            {
                pairs.Add(new ScoredPair(left, right, pair.Probability, pair.Verdict));
            }
            else
            {
                unknown++;
            }
        }

        if (unknown > 0)
        {
            terminal.Warn($"{unknown:N0} of {read:N0} pairs of {path} name a listing that the input does not have; they are left out.");
        }

        return pairs;
    }

    /// <summary>Opens a file, or stdin.</summary>
    public static Stream Open(string path, Terminal terminal) =>
        path == "-" ? terminal.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
}

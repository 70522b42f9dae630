using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>Reads the decisions of a second matcher from a file of decided pairs.</summary>
internal static class SecondDecisions
{
    /// <summary>Reads the verdicts by the ids of the pair; of several for one pair the last.</summary>
    /// <param name="source">The bytes, JSON Lines; the caller disposes it.</param>
    /// <param name="name">Its name in errors.</param>
    /// <param name="first">Model of the first matcher: what it decided itself is left out. Null keeps all.</param>
    /// <param name="onError">Receives bad lines.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<IReadOnlyDictionary<(string A, string B), MatchVerdict>> ReadAsync(
        Stream source, string name, string? first, Action<RowError> onError, CancellationToken cancellationToken = default)
    {
        var verdicts = new Dictionary<(string, string), MatchVerdict>();
        await foreach (DecidedPair pair in DecidedPairReader.ReadAsync(source, name, onError, cancellationToken: cancellationToken)
            .ConfigureAwait(false))
        {
            if (first is null || pair.Model != first)
            {
                verdicts[(pair.A, pair.B)] = pair.Verdict;
            }
        }

        return verdicts;
    }
}

using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// The pairs that a search for candidates gives, at their own ratio: benchmarks' pairs that do not match are easier, and fewer.
/// </summary>
internal static class OwnCandidates
{
    /// <summary>The candidates of the listings with a known match.</summary>
    /// <param name="data">The catalogues.</param>
    /// <param name="known">Labelled pairs, whose matches are the truth: other candidates of their listings do not match.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static IReadOnlyList<LabelledPair> Of(
        MatchingData data, IReadOnlyList<LabelledPair> known, CancellationToken cancellationToken)
    {
        bool isOne = data.LeftCount == data.Listings.Count;
        CandidateSearch search = CandidateFinder.Find(
            [.. data.Listings.Take(data.LeftCount)], isOne ? null : [.. data.Listings.Skip(data.LeftCount)], new CandidateOptions(),
            cancellationToken: cancellationToken);
        HashSet<(int, int)> matches = [.. data.Train.Concat(known).Where(pair => pair.Kind == PairKind.Same)
            .Select(pair => (pair.Left, pair.Right))];
        HashSet<int> matched = [.. known.Where(pair => pair.Kind == PairKind.Same).Select(pair => pair.Left)];
        int offset = isOne ? 0 : data.LeftCount;
        return
        [
            .. search.Pairs.Where(pair => matched.Contains(pair.Left)).Select(pair => new LabelledPair(
                pair.Left, pair.Right + offset,
                matches.Contains((pair.Left, pair.Right + offset)) || matches.Contains((pair.Right + offset, pair.Left))
                    ? PairKind.Same : PairKind.Other)),
        ];
    }
}

using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Measures a matcher on labelled pairs.</summary>
internal static class MatcherMeasure
{
    /// <summary>Decides pairs within their catalogues and compares.</summary>
    public static async Task<MatchFigures> OfAsync(
        MatchingData data, IReadOnlyList<LabelledPair> pairs, FastMatcher matcher, CancellationToken cancellationToken)
    {
        FastMatcher within = matcher.Within(
            [.. data.Listings.Take(data.LeftCount)], data.LeftCount == data.Listings.Count ? null : [.. data.Listings.Skip(data.LeftCount)],
            cancellationToken);
        IReadOnlyList<PairDecision> decisions = await within.DecideAsync(
            [.. pairs.Select(pair => new ListingPair(data.Listings[pair.Left], data.Listings[pair.Right]))], cancellationToken)
            .ConfigureAwait(false);
        return MatchFigures.Of([.. decisions.Select((decision, i) =>
            (decision.Probability, decision.Verdict == MatchVerdict.Same, pairs[i].Kind == PairKind.Same))]);
    }
}

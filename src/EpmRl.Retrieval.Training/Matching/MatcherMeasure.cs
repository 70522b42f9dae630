using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Measures a matcher on labelled pairs.</summary>
internal static class MatcherMeasure
{
    /// <summary>Decides pairs within their catalogues and compares.</summary>
    public static MatchFigures Of(
        MatchingData data, IReadOnlyList<LabelledPair> pairs, MatcherModel model, AspectRules rules, CancellationToken cancellationToken)
    {
        FastMatcher matcher = new FastMatcher(model, rules).Within(
            [.. data.Listings.Take(data.LeftCount)], data.LeftCount == data.Listings.Count ? null : [.. data.Listings.Skip(data.LeftCount)],
            cancellationToken);
        IReadOnlyList<PairDecision> decisions = matcher.DecideAsync(
            [.. pairs.Select(pair => new ListingPair(data.Listings[pair.Left], data.Listings[pair.Right]))], cancellationToken)
            .GetAwaiter().GetResult();
        return MatchFigures.Of([.. decisions.Select((decision, i) =>
            (decision.Probability, decision.Verdict == MatchVerdict.Same, pairs[i].Kind == PairKind.Same))]);
    }
}

using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>Measures a matcher on labelled pairs.</summary>
internal static class MatcherMeasure
{
    /// <summary>Decides pairs within their catalogues and compares.</summary>
    public static async Task<MatchFigures> OfAsync(
        MatchingData data, IReadOnlyList<LabelledPair> pairs, FastMatcher matcher, CancellationToken cancellationToken) =>
        (await MeasureAsync(data, "", pairs, matcher, cancellationToken).ConfigureAwait(false)).Figures;

    /// <summary>Decides pairs within their catalogues, and keeps every decision beside its label.</summary>
    /// <param name="data">The catalogues and the training pairs.</param>
    /// <param name="part">Name of the pairs.</param>
    /// <param name="pairs">The labelled pairs.</param>
    /// <param name="matcher">The matcher.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async Task<MatchMeasurement> MeasureAsync(
        MatchingData data, string part, IReadOnlyList<LabelledPair> pairs, FastMatcher matcher, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(matcher);
        FastMatcher within = matcher.Within(
            [.. data.Listings.Take(data.LeftCount)], data.LeftCount == data.Listings.Count ? null : [.. data.Listings.Skip(data.LeftCount)],
            cancellationToken);
        ListingPair[] asked = [.. pairs.Select(pair => new ListingPair(data.Listings[pair.Left], data.Listings[pair.Right]))];
        IReadOnlyList<PairDecision> decisions = await within.DecideAsync(asked, cancellationToken).ConfigureAwait(false);
        int[] products = ProductNumbers.Of(
            data.Listings.Count,
            data.Train.Concat(pairs).Where(pair => pair.Kind == PairKind.Same).Select(pair => (pair.Left, pair.Right)));
        HashSet<int> trained = [.. data.Train.SelectMany(pair => (int[])[pair.Left, pair.Right])];
        return new MatchMeasurement(data.Name, part, data.Listings.Count,
        [
            .. pairs.Select((pair, i) => new MeasuredPair(
                asked[i], decisions[i], pair.Kind == PairKind.Same, products[pair.Left],
                trained.Count == 0 ? null : trained.Contains(pair.Left) || trained.Contains(pair.Right))),
        ]);
    }
}

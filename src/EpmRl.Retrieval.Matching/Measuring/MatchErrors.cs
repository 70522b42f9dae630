using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>Sorts wrongly judged pairs into classes by simple rules about what they state.</summary>
internal static class MatchErrors
{
    /// <summary>Prices are far apart from this ratio on.</summary>
    public const double PriceFactor = 2;

    private const double LeastOverlap = 0.5;

    /// <summary>The classes, missed matches first, the largest first.</summary>
    /// <param name="pairs">Measured pairs; right ones are ignored.</param>
    /// <param name="most">How many pairs are shown in all.</param>
    public static IReadOnlyList<MatchErrorClass> Of(IEnumerable<MeasuredPair> pairs, int most)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        (bool IsMissed, MatchErrorRule Rule, MeasuredPair[] Pairs)[] classes =
        [
            .. pairs.Where(pair => pair.IsWrong).GroupBy(pair => (pair.IsSame, Rule: RuleOf(pair)))
                .OrderByDescending(group => group.Key.IsSame).ThenByDescending(group => group.Count()).ThenBy(group => group.Key.Rule)
                .Select(group => (group.Key.IsSame, group.Key.Rule, group.OrderByDescending(Certainty).ToArray())),
        ];
        int[] shown = Shares([.. classes.Select(one => one.Pairs.Length)], most);
        return
        [
            .. classes.Select((one, i) => new MatchErrorClass(
                one.IsMissed, one.Rule, one.Pairs.Length, AspectsOf(one.Rule, one.Pairs), one.Pairs[..shown[i]])),
        ];
    }

    /// <summary>What is conspicuous about a pair.</summary>
    public static MatchErrorRule RuleOf(MeasuredPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        IReadOnlyList<MatchReason> reasons = pair.Decision.Reasons;
        return reasons.Any(reason => reason.Relation == AspectRelation.Conflict) ? MatchErrorRule.Conflict
            : AreFarApart(ListingFacts.Of(pair.Pair.A), ListingFacts.Of(pair.Pair.B)) ? MatchErrorRule.PricesApart
            : OverlapOf(pair.Pair) < LeastOverlap ? MatchErrorRule.TitlesApart
            : reasons.Any(reason => reason.Relation == AspectRelation.OneSided) ? MatchErrorRule.OneSided
            : MatchErrorRule.Alike;
    }

    // Of the words of the shorter title, the share that the other has.
    private static double OverlapOf(ListingPair pair)
    {
        HashSet<string> one = WordsOf(pair.A), other = WordsOf(pair.B);
        int shorter = Math.Min(one.Count, other.Count);
        return shorter == 0 ? 0 : (double)one.Count(other.Contains) / shorter;
    }

    private static HashSet<string> WordsOf(ProductProfile listing) =>
        [.. Word.Split(listing.Title).Select(word => word.Key)];

    private static bool AreFarApart(ListingFacts a, ListingFacts b) =>
        a.Price is { } one && b.Price is { } other
        && (a.Currency.Length == 0 || b.Currency.Length == 0 || string.Equals(a.Currency, b.Currency, StringComparison.OrdinalIgnoreCase))
        && Math.Max(one, other) >= (decimal)PriceFactor * Math.Min(one, other);

    private static (string, int)[] AspectsOf(MatchErrorRule rule, MeasuredPair[] pairs) => rule switch
    {
        MatchErrorRule.Conflict => Count(pairs, AspectRelation.Conflict),
        MatchErrorRule.OneSided => Count(pairs, AspectRelation.OneSided),
        _ => [],
    };

    private static (string, int)[] Count(MeasuredPair[] pairs, AspectRelation relation) =>
    [
        .. pairs
            .SelectMany(pair => pair.Decision.Reasons.Where(reason => reason.Relation == relation)
                .Select(reason => reason.Aspect).Distinct())
            .GroupBy(aspect => aspect).Select(group => (group.Key, group.Count()))
            .OrderByDescending(one => one.Item2).ThenBy(one => one.Key, StringComparer.Ordinal),
    ];

    private static double Certainty(MeasuredPair pair) => pair.IsSame ? 1 - pair.Decision.Probability : pair.Decision.Probability;

    // One of each class in turn, so that a large class does not hide the others.
    private static int[] Shares(int[] counts, int most)
    {
        int[] shares = new int[counts.Length];
        for (int left = Math.Min(most, counts.Sum()); left > 0;)
        {
            for (int i = 0; i < counts.Length && left > 0; i++)
            {
                if (shares[i] < counts[i])
                {
                    shares[i]++;
                    left--;
                }
            }
        }

        return shares;
    }
}

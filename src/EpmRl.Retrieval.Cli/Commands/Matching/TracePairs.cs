using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The pairs of a run of <c>match traces</c>: drawn ones, and those that people decided.</summary>
/// <param name="Pairs">Positions of the listings with the data set's label; null where it has none.</param>
/// <param name="Corrections">What people say, by the place of the pair.</param>
internal sealed record TracePairs(
    IReadOnlyList<(int Left, int Right, bool? IsSame)> Pairs, IReadOnlyDictionary<int, TraceCorrection> Corrections)
{
    /// <summary>Draws pairs; corrected ones are always among them, and come last where the data set does not label them.</summary>
    /// <param name="data">The labelled pairs.</param>
    /// <param name="corrections">What people say.</param>
    /// <param name="limit">The most pairs; null for all.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="unknown">Receives corrections of listings that the data set lacks.</param>
    public static TracePairs Of(
        MatchingData data, IReadOnlyList<TraceCorrection> corrections, int? limit, int seed, Action<TraceCorrection> unknown)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(unknown);
        var byPair = new Dictionary<(int, int), TraceCorrection>();
        ILookup<string, int> places = data.Listings.Select((listing, place) => (listing.Id, place))
            .ToLookup(one => one.Id, one => one.place, StringComparer.Ordinal);
        foreach (TraceCorrection correction in corrections)
        {
            // Ids of two catalogues may be alike: a pair has one of each.
            (int A, int B)[] found =
            [
                .. places[correction.A].SelectMany(a => places[correction.B].Select(b => (a, b)))
                    .Where(pair => pair.a != pair.b
                        && (data.LeftCount == data.Listings.Count || data.SideOf(pair.a) != data.SideOf(pair.b))),
            ];
            if (found.Length == 0)
            {
                unknown(correction);
            }
            else
            {
                byPair[Key(found[0].A, found[0].B)] = correction;
            }
        }

        LabelledPair[] drawn = [.. data.Train];
        if (limit < drawn.Length)
        {
            new Random(seed).Shuffle(drawn);
            drawn = [.. drawn.OrderByDescending(pair => byPair.ContainsKey(Key(pair.Left, pair.Right))).Take(limit.Value)];
        }

        var pairs = drawn.Select(pair => (pair.Left, pair.Right, (bool?)(pair.Kind == PairKind.Same)))
            .DistinctBy(pair => Key(pair.Left, pair.Right)).ToList();
        var labelled = pairs.Select(pair => Key(pair.Left, pair.Right)).ToHashSet();
        pairs.AddRange(byPair.Keys.Where(key => !labelled.Contains(key)).Select(key => (key.Item1, key.Item2, (bool?)null)));
        return new TracePairs(pairs, pairs.Index()
            .Where(pair => byPair.ContainsKey(Key(pair.Item.Left, pair.Item.Right)))
            .ToDictionary(pair => pair.Index, pair => byPair[Key(pair.Item.Left, pair.Item.Right)]));
    }

    private static (int, int) Key(int a, int b) => a < b ? (a, b) : (b, a);
}

using System.Diagnostics;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>Measures how fast a matcher describes and decides pairs.</summary>
/// <param name="model">The matcher.</param>
/// <param name="rules">The aspects.</param>
/// <param name="left">The first catalogue.</param>
/// <param name="right">The second; null where pairs are within the first.</param>
/// <param name="pairs">The pairs; at least one.</param>
/// <param name="encoder">The matcher's pair encoder; null without.</param>
internal sealed class MatchingMeasurement(
    MatcherModel model, AspectRules rules, IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right,
    IReadOnlyList<ListingPair> pairs, IPairEncoder? encoder)
{
    private delegate Task Work(int pair);

    /// <summary>Measures all kinds of work in interleaved rounds, after one to warm up.</summary>
    /// <param name="count">Pairs of a round; fewer pairs are repeated.</param>
    /// <param name="rounds">Rounds measured, 1 or more.</param>
    /// <param name="threads">Callers at a time, besides one.</param>
    /// <param name="onRound">Receives each round's number, from 0, the round to warm up.</param>
    /// <param name="cancellationToken">Checked between pairs.</param>
    public async Task<IReadOnlyList<MatchingRate>> RunAsync(
        int count, int rounds, int threads, Action<int> onRound, CancellationToken cancellationToken)
    {
        var matcher = new FastMatcher(model, rules, encoder: encoder);
        var features = new PairFeatures(rules, model.Words);
        ProductProfile[] all = [.. left, .. right ?? []];
        IReadOnlyList<PreparedListing> prepared = Prepare(all, cancellationToken);
        Dictionary<ProductProfile, int> places = Places(all);
        List<Kind> kinds =
        [
            new("listings prepared", Environment.ProcessorCount, all.Length, () => new Pass(1, _ =>
            {
                Prepare(all, cancellationToken);
                return Task.CompletedTask;
            }) { IsWhole = true }),
        ];
        foreach (int callers in (int[])[.. new[] { 1, threads }.Distinct()])
        {
            kinds.Add(new("pairs described", callers, count, () => new Pass(count, i =>
            {
                ListingPair pair = pairs[i % pairs.Count];
                Describe(features, prepared[places[pair.A]], prepared[places[pair.B]]);
                return Task.CompletedTask;
            })));
            if (encoder is not null)
            {
                kinds.Add(new("pairs read by the pair encoder", callers, count, () => new Pass(count, i =>
                {
                    ListingPair pair = pairs[i % pairs.Count];
                    encoder.Score([WordMarks.Of(prepared[places[pair.A]], prepared[places[pair.B]])], cancellationToken);
                    return Task.CompletedTask;
                })));
            }

            kinds.Add(new("pairs decided alone", callers, count, () => new Pass(count, i => Decide(matcher, i))));
            kinds.Add(new("pairs decided within catalogues", callers, count, () =>
            {
                FastMatcher within = matcher.Within(left, right, cancellationToken);
                return new Pass(pairs.Count, i => Decide(within, i));
            }));
        }

        for (int round = 0; round <= rounds; round++)
        {
            onRound(round);
            foreach (Kind kind in kinds)
            {
                (double, double) spent = await MeasureAsync(kind, cancellationToken);
                if (round > 0)
                {
                    kind.Rounds.Add(spent);
                }
            }
        }

        return [.. kinds.Select(kind => MatchingRate.Of(kind.Name, kind.Callers, kind.Count, kind.Rounds))];

        Task Decide(FastMatcher by, int pair) => by.DecideAsync([pairs[pair % pairs.Count]], cancellationToken);
    }

    // Caches of catalogues are filled by their pairs: repeated pairs get new catalogues, whose preparation is not timed.
    private static async Task<(double Seconds, double Processor)> MeasureAsync(Kind kind, CancellationToken cancellationToken)
    {
        double seconds = 0, processor = 0;
        Pass pass;
        for (int begun = 0; begun < kind.Count; begun += pass.IsWhole ? kind.Count : pass.Size)
        {
            pass = kind.Begin();
            int size = Math.Min(pass.Size, kind.Count - begun);
            (double one, double used) = await TimeAsync(kind.Callers, size, pass.Work, cancellationToken);
            (seconds, processor) = (seconds + one, processor + used);
        }

        return (seconds, processor);
    }

    private static async Task<(double Seconds, double Processor)> TimeAsync(
        int callers, int count, Work work, CancellationToken cancellationToken)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                for (int i = caller; i < count; i += callers)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await work(i);
                }
            },
            cancellationToken)));
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }

    private IReadOnlyList<PreparedListing> Prepare(ProductProfile[] all, CancellationToken cancellationToken) =>
        PreparedCatalog.Of(all, rules, new TokenTable(model.Background, model.BackgroundListings), cancellationToken).Listings;

    private static Dictionary<ProductProfile, int> Places(ProductProfile[] all)
    {
        var places = new Dictionary<ProductProfile, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < all.Length; i++)
        {
            places.TryAdd(all[i], i);
        }

        return places;
    }

    private void Describe(PairFeatures features, PreparedListing a, PreparedListing b)
    {
        Span<float> values = stackalloc float[features.Names.Count];
        var aligned = new AlignedAspect[rules.Aspects.Count];
        AspectAlignment.Align(a, b, rules, aligned);
        features.Write(a, b, aligned, values);
    }

    // A kind of work, done Count times a round.
    private sealed record Kind(string Name, int Callers, int Count, Func<Pass> Begin)
    {
        public List<(double Seconds, double Processor)> Rounds { get; } = [];
    }

    // Calls 0 to Size - 1 of a round, or of a part of it; whole ones do all of a round's work in one call.
    private sealed record Pass(int Size, Work Work)
    {
        public bool IsWhole { get; init; }
    }
}

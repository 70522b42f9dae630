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
internal sealed class MatchingMeasurement(
    MatcherModel model, AspectRules rules, IReadOnlyList<ProductProfile> left, IReadOnlyList<ProductProfile>? right,
    IReadOnlyList<ListingPair> pairs)
{
    private delegate Task Work(int pair);

    /// <summary>Measures, after a round to warm up.</summary>
    /// <param name="count">Pairs of a round; fewer pairs are repeated.</param>
    /// <param name="rounds">Rounds measured, 1 or more.</param>
    /// <param name="threads">Callers at a time, besides one.</param>
    /// <param name="onWork">Receives what is measured next.</param>
    /// <param name="cancellationToken">Checked between pairs.</param>
    public async Task<IReadOnlyList<MatchingRate>> RunAsync(
        int count, int rounds, int threads, Action<string> onWork, CancellationToken cancellationToken)
    {
        var matcher = new FastMatcher(model, rules);
        var rates = new List<MatchingRate>();
        ProductProfile[] all = [.. left, .. right ?? []];
        await MeasureAsync(
            "listings prepared", Environment.ProcessorCount, all.Length, () => new Pass(all.Length, _ =>
            {
                Prepare(all, cancellationToken);
                return Task.CompletedTask;
            })
            { IsOnce = true });
        foreach (int callers in (int[])[.. new[] { 1, threads }.Distinct()])
        {
            await MeasureAsync("pairs described", callers, count, Describing);
            await MeasureAsync("pairs decided alone", callers, count, () => new Pass(count, i => Decide(matcher, i)));
            await MeasureAsync("pairs decided within catalogues", callers, count, () =>
            {
                FastMatcher within = matcher.Within(left, right, cancellationToken);
                return new Pass(pairs.Count, i => Decide(within, i));
            });
        }

        return rates;

        Task Decide(FastMatcher by, int pair) => by.DecideAsync([pairs[pair % pairs.Count]], cancellationToken);

        Pass Describing()
        {
            IReadOnlyList<PreparedListing> listings = Prepare(all, cancellationToken);
            Dictionary<ProductProfile, int> places = Places(all);
            var features = new PairFeatures(rules, model.Words);
            return new Pass(count, i =>
            {
                Describe(features, listings[places[pairs[i % pairs.Count].A]], listings[places[pairs[i % pairs.Count].B]]);
                return Task.CompletedTask;
            });
        }

        async Task MeasureAsync(string work, int callers, int done, Func<Pass> prepare)
        {
            onWork($"{work}, {callers} at a time");
            var measured = new List<(double, double)>();
            for (int round = 0; round <= rounds; round++)
            {
                (double Seconds, double Processor) spent = default;
                for (int begun = 0; begun < done;)
                {
                    // Caches of a catalogue are filled by its pairs, so that repeated pairs get new ones, which are not timed.
                    Pass pass = prepare();
                    int size = pass.IsOnce ? 1 : Math.Min(pass.Size, done - begun);
                    (double seconds, double processor) = await TimeAsync(callers, size, pass.Work, cancellationToken);
                    spent = (spent.Seconds + seconds, spent.Processor + processor);
                    begun += pass.IsOnce ? done : size;
                }

                if (round > 0)
                {
                    measured.Add(spent);
                }
            }

            rates.Add(MatchingRate.Of(work, callers, done, measured));
        }
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

    // Work for pairs 0 to Size - 1; or one piece of work for all of them.
    private sealed record Pass(int Size, Work Work)
    {
        public bool IsOnce { get; init; }
    }
}

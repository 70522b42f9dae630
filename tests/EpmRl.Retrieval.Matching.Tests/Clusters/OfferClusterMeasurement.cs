using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Clusters;

/// <summary>
/// Measures the rule against plain components on the same scores, on offers of shops with known products: model and thresholds are fitted
/// on the other categories. Takes a minute, so only with <c>EPMRL_LONG_RUN</c>.
/// </summary>
public sealed class OfferClusterMeasurement(ITestOutputHelper output)
{
    private const int Neighbours = 12;

    private static readonly double[] Thresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    [Theory]
    [InlineData("Mobile Phones,Digital Cameras,Dishwashers")]
    [InlineData("CPUs,TVs,Microwaves")]
    [InlineData("Fridge Freezers,Washing Machines,Freezers")]
    public void The_rule_beats_components_by_pairs_and_equals_them_by_listings_on_categories_held_out(string heldOut)
    {
        string path = TestPaths.Shared("data", "pricerunner", "pricerunner_aggregate.csv");
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EPMRL_LONG_RUN")), "Set EPMRL_LONG_RUN=1 to measure.");
        using var text = new StreamReader(path);
        CsvTable table = CsvTable.Read(text, path, error => Assert.Fail(error.ToString()));
        string[][] rows = [.. table.Rows.Select(row => row.Fields)];
        int title = table.Find("product_title"), cluster = table.Find("cluster_id"), category = table.Find("category_label");
        HashSet<string> held = [.. heldOut.Split(',')];
        StandInScores.Candidate[] candidates =
        [
            .. Enumerable.Range(0, rows.Length).GroupBy(i => rows[i][category]).AsParallel().AsOrdered().SelectMany(group =>
            {
                int[] positions = [.. group];
                return StandInScores.Find([.. positions.Select(i => rows[i][title])], positions, Neighbours).ToArray();
            }),
        ];
        var scores = new StandInScores();
        scores.Fit([.. candidates.Where(pair => !held.Contains(rows[pair.A][category]))
            .Select(pair => (pair, rows[pair.A][cluster] == rows[pair.B][cluster]))]);
        Part fitted = new(rows, cluster, i => !held.Contains(rows[i][category]), candidates, scores);
        Part measured = new(rows, cluster, i => held.Contains(rows[i][category]), candidates, scores);

        var best = new Dictionary<ClusterMethod, PartitionQuality>();
        foreach (ClusterMethod method in new[] { ClusterMethod.Components, ClusterMethod.Agglomerative })
        {
            double chosen = Thresholds.MaxBy(t => fitted.Measure(method, t).CubedF1);
            best[method] = measured.Measure(method, chosen);
            foreach (double t in Thresholds)
            {
                output.WriteLine(Line($"{method} at {t}{(t == chosen ? " (chosen)" : "")}", measured.Measure(method, t)));
            }
        }

        PartitionQuality components = best[ClusterMethod.Components], rule = best[ClusterMethod.Agglomerative];
        output.WriteLine(FormattableString.Invariant(
            $"{measured.Listings} listings, {measured.Pairs} pairs: B-cubed {100 * (rule.CubedF1 - components.CubedF1):+0.0;-0.0}, ")
            + FormattableString.Invariant($"pairwise F1 {100 * (rule.PairF1 - components.PairF1):+0.0;-0.0}"));
        Assert.True(rule.PairF1 > components.PairF1, "Pairwise F1 is not better.");
        Assert.True(rule.CubedF1 > components.CubedF1 - 0.005, "B-cubed is worse.");
        Assert.True(rule.Largest < 2 * rule.LargestTrue, "Some cluster is a chain.");
    }

    private static string Line(string name, PartitionQuality q) => FormattableString.Invariant(
        $"{name}: pairs {q.PairPrecision * 100:0.0} / {q.PairRecall * 100:0.0} / {q.PairF1 * 100:0.0}, ")
        + FormattableString.Invariant($"B-cubed {q.CubedPrecision * 100:0.0} / {q.CubedRecall * 100:0.0} / {q.CubedF1 * 100:0.0}, ")
        + FormattableString.Invariant($"largest {q.Largest} ({q.LargestTrue})");

    private sealed class Part
    {
        private readonly string[] ids;
        private readonly string?[] truth;
        private readonly ScoredPair[] pairs;

        public Part(string[][] rows, int cluster, Func<int, bool> isIn, StandInScores.Candidate[] candidates, StandInScores scores)
        {
            int[] positions = [.. Enumerable.Range(0, rows.Length).Where(isIn)];
            Dictionary<int, int> at = positions.Select((position, i) => (position, i)).ToDictionary(one => one.position, one => one.i);
            ids = [.. positions.Select(position => rows[position][0])];
            truth = [.. positions.Select(position => (string?)rows[position][cluster])];
            pairs =
            [
                .. candidates.Where(pair => isIn(pair.A)).Select(pair =>
                    new ScoredPair(at[pair.A], at[pair.B], scores.Probability(pair), MatchVerdict.Unsure)),
            ];
        }

        public int Listings => ids.Length;

        public int Pairs => pairs.Length;

        public PartitionQuality Measure(ClusterMethod method, double threshold)
        {
            var options = new ClusterOptions { Method = method, Threshold = threshold };
            return PartitionQuality.Of(ListingClusterer.Run(PairGraph.Build(ids, pairs, options), options).ClusterOf, truth);
        }
    }
}

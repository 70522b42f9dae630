using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.TestKit;
using static EpmRl.Retrieval.Matching.Tests.Clusters.Samples;

namespace EpmRl.Retrieval.Matching.Tests.Clusters;

public sealed class IncrementalClustersTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly List<string> decided = []; // the listings that each run decided: "a b"
    private readonly Dictionary<(string, string), double> scores = new()
    {
        [("a", "b")] = 0.9, [("c", "d")] = 0.9, [("a", "e")] = 0.8, [("b", "e")] = 0.8, [("b", "c")] = 0.2,
    };

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_second_run_decides_only_new_and_changed_listings_and_gives_what_a_full_run_gives()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);
        ProductProfile[] next = [.. Offers("a b c e").Select(l => l.Id == "c" ? l with { Title = "changed" } : l)];

        ClusterRun second = await RunAsync(next, first.State);
        ClusterRun full = await RunAsync(next, ClusterState.Empty);

        Assert.Equal(["a b c d", "c e", "a b c e"], decided);
        Assert.Equal((1, 1, 1), (second.New, second.Changed, second.Deleted));
        Assert.Equal(Describe(next, full.Clustering), Describe(next, second.Clustering));
    }

    [Fact]
    public async Task A_run_without_changes_decides_nothing_and_changes_nothing()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);

        ClusterRun second = await RunAsync(Offers("d c b a"), first.State);

        Assert.Single(decided);
        Assert.Empty(second.Events);
        Assert.Equal(Describe(first), Describe(second));
    }

    [Fact]
    public async Task Pairs_of_a_file_replace_stored_ones_although_no_listing_changed()
    {
        ProductProfile[] listings = Offers("a b");
        ClusterRun first = await RunAsync(listings, ClusterState.Empty);
        Assert.Equal("p1: a b", Describe(first));

        ClusterRun second = await IncrementalClusters.RunAsync(
            ClusterInput.Of(listings, new DecisionBook()) with { PairsAreGiven = true }, first.State, new ClusterOptions(),
            (_, _) => Task.FromResult<IReadOnlyList<ScoredPair>>(Pairs(listings, ("a", "b", 0.1))), TestContext.Current.CancellationToken);

        Assert.Equal("p1: a | p2: b", Describe(second));
    }

    [Fact]
    public async Task A_cluster_keeps_its_id_when_it_grows_and_a_new_one_is_born_with_a_fresh_id()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);
        Assert.Equal("p1: a b | p2: c d", Describe(first));

        ClusterRun second = await RunAsync(Offers("x c d e b a"), first.State);

        Assert.Equal("p1: a b e | p2: c d | p3: x", Describe(second));
        Assert.Equal(ClusterEventKind.Birth, Assert.Single(second.Events).Kind);
    }

    [Fact]
    public async Task A_merge_names_what_ended_and_a_split_names_what_came_of_it()
    {
        ClusterRun first = await RunAsync(Offers("a b c d e"), ClusterState.Empty);
        Assert.Equal("p1: a b e | p2: c d", Describe(first));
        foreach (string one in new[] { "a", "b", "e" })
        {
            foreach (string other in new[] { "c", "d" })
            {
                scores[(one, other)] = 0.9;
            }
        }

        ClusterRun merged = await RunAsync([.. Offers("a b c d e").Select(l => l with { Description = "new" })], first.State);
        Assert.Equal("p1: a b c d e", Describe(merged));
        ClusterEvent merge = Assert.Single(merged.Events);
        Assert.Equal((ClusterEventKind.Merge, "p1", "p2", 2), (merge.Kind, merge.Cluster, merge.Others.Single(), merge.Listings));

        scores.Keys.Where(pair => pair.Item2 is "c" or "d" && pair.Item1 is not "c").ToList().ForEach(pair => scores[pair] = 0.01);
        ClusterRun split = await RunAsync(Offers("a b c d e"), merged.State);
        Assert.Equal("p1: a b e | p3: c d", Describe(split));
        ClusterEvent parted = Assert.Single(split.Events);
        Assert.Equal((ClusterEventKind.Split, "p1"), (parted.Kind, parted.Cluster));
        Assert.Equal(["p1", "p3"], parted.Others);
    }

    [Fact]
    public async Task A_cluster_whose_listings_are_gone_dies_and_its_id_is_not_given_again()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);

        ClusterRun second = await RunAsync(Offers("a b"), first.State);
        ClusterRun third = await RunAsync(Offers("a b c d"), second.State);

        ClusterEvent death = Assert.Single(second.Events);
        Assert.Equal((ClusterEventKind.Death, "p2", 2), (death.Kind, death.Cluster, death.Listings));
        Assert.Equal("p1: a b | p3: c d", Describe(third));
    }

    [Fact]
    public async Task A_state_is_read_as_it_was_written()
    {
        ClusterRun first = await RunAsync(Offers("a b c d e"), ClusterState.Empty);
        ClusterStateFile.Write(scratch.Path, first.State);

        ClusterState read = ClusterStateFile.Read(scratch.Path);

        Assert.Equal(first.State.Listings, read.Listings);
        Assert.Equal(first.State.Pairs, read.Pairs);
        Assert.Equal((1, first.State.NextId), (read.Run, read.NextId));
    }

    [Fact]
    public async Task A_state_that_was_cut_is_refused_by_file_and_line()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);
        ClusterStateFile.Write(scratch.Path, first.State);
        string file = scratch[ClusterStateFile.Name];
        File.WriteAllLines(file, File.ReadAllLines(file)[..3]);

        var refused = Assert.Throws<FileFormatException>(() => ClusterStateFile.Read(scratch.Path));

        Assert.StartsWith($"{file}:4: it ends too early", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_state_is_the_first_run() => Assert.Same(ClusterState.Empty, ClusterStateFile.Read(scratch.Path));

    [Fact]
    public async Task Events_are_written_as_lines()
    {
        ClusterRun first = await RunAsync(Offers("a b c d"), ClusterState.Empty);
        ClusterRun second = await RunAsync(Offers("a b"), first.State);
        using var stream = new MemoryStream();

        ClusterFiles.WriteEvents(stream, [.. second.Events, new ClusterEvent(ClusterEventKind.Merge, "p1", ["p2", "p7"], 5)]);

        Assert.Equal(
            """
            {"event":"death","cluster":"p2","listings":2}
            {"event":"merge","into":"p1","from":["p2","p7"],"listings":5}

            """.ReplaceLineEndings("\n"), System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private Task<ClusterRun> RunAsync(ProductProfile[] listings, ClusterState state) => IncrementalClusters.RunAsync(
        ClusterInput.Of(listings, new DecisionBook()), state, new ClusterOptions(), (positions, _) =>
        {
            decided.Add(string.Join(' ', positions.Select(at => listings[at].Id)));
            HashSet<string> of = [.. positions.Select(at => listings[at].Id)];
            IReadOnlyList<ScoredPair> pairs =
            [
                .. scores.Where(score => (of.Contains(score.Key.Item1) || of.Contains(score.Key.Item2))
                        && listings.Any(l => l.Id == score.Key.Item1) && listings.Any(l => l.Id == score.Key.Item2))
                    .SelectMany(score => Pairs(listings, (score.Key.Item1, score.Key.Item2, score.Value))),
            ];
            return Task.FromResult(pairs);
        });
}

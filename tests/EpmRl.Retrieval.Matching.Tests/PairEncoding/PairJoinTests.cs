using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.PairEncoding;

public sealed class PairJoinTests
{
    private static readonly string Folder = TestPaths.InProject("models", "matcher-default");

    [Fact]
    public void A_networks_certainty_is_bounded()
    {
        var join = new PairJoin(0.5, 1, 0, 0.5, 0.1);

        Assert.Equal(join.LogOdds(0, 6), join.LogOdds(0, 1_000));
        Assert.Equal(-join.LogOdds(0, 6), join.LogOdds(0, -1_000));
    }

    [Fact]
    public void A_pair_is_doubtful_where_the_encoder_can_change_whether_it_is_the_same()
    {
        var join = new PairJoin(1, 0.5, 0, 0.5, 0.1); // it moves log-odds by 3 at most

        Assert.Equal([false, true, true, true, false], new[] { -3.1, -2.9, 0, 2.9, 3.1 }.Select(join.IsDoubtful));
    }

    [Fact]
    public async Task Only_doubtful_pairs_are_read_and_the_join_decides_them()
    {
        var join = new PairJoin(1, 0.5, 0, 0.5, 0.1);
        MatcherModel model = MatcherModelFile.Load(Folder) with { Join = join };
        AspectRules rules = AspectRules.Load(AspectRules.ShippedFolder);
        ListingPair[] pairs =
        [
            Pair("Lumenar desk lamp Aria LED 8 W black", "Lumenar desk lamp Aria LED 8W, black, new"),
            Pair("Lumenar desk lamp Aria", "Stratodisk Pocket SSD external drive"),
            Pair("Lumenar desk lamp Aria LED", "Lumenar Aria lamp for the desk, dimmable, metal foot"),
            Pair("Kitchen scale digital white glass", "Glass kitchen scale, digital"),
        ];
        using var yes = new FixedEncoder(5);
        using var no = new FixedEncoder(-5);

        IReadOnlyList<PairDecision> trees = await new FastMatcher(model, rules).DecideAsync(pairs);
        IReadOnlyList<PairDecision> same = await new FastMatcher(model, rules, encoder: yes).DecideAsync(pairs);
        IReadOnlyList<PairDecision> other = await new FastMatcher(model, rules, encoder: no).DecideAsync(pairs);

        double[] logOdds = [.. trees.Select(decision => Math.Log(decision.Probability / (1 - decision.Probability)))];
        Assert.Contains(logOdds, join.IsDoubtful);
        Assert.Contains(logOdds, one => !join.IsDoubtful(one));
        Assert.Equal(logOdds.Count(join.IsDoubtful), yes.Asked);
        for (int i = 0; i < pairs.Length; i++)
        {
            bool isDoubtful = join.IsDoubtful(logOdds[i]);
            Assert.Equal(isDoubtful ? Odds(join.LogOdds(logOdds[i], 5)) : trees[i].Probability, same[i].Probability, 0.001);
            Assert.Equal(isDoubtful ? Odds(join.LogOdds(logOdds[i], -5)) : trees[i].Probability, other[i].Probability, 0.001);
        }

        static double Odds(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
    }

    [Fact]
    public void A_join_survives_the_file()
    {
        using var folder = new ScratchFolder();
        var join = new PairJoin(0.7, 0.4, -0.1, 0.43, 0.11);

        MatcherModelFile.Save(MatcherModelFile.Load(Folder) with { Join = join }, folder.Path);

        Assert.Equal(join, MatcherModelFile.Load(folder.Path).Join);
    }

    private static ListingPair Pair(string a, string b) =>
        new(new ProductProfile { Id = "a", Title = a }, new ProductProfile { Id = "b", Title = b });

    private sealed class FixedEncoder(float score) : IPairEncoder
    {
        public int Asked { get; private set; }

        public float[] Score(IReadOnlyList<MarkedPair> pairs, CancellationToken cancellationToken = default)
        {
            Asked += pairs.Count;
            return [.. pairs.Select(_ => score)];
        }

        public void Dispose()
        {
        }
    }
}

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
    public async Task Only_pairs_that_the_trees_doubt_are_read_and_the_join_decides_them()
    {
        MatcherModel model = MatcherModelFile.Load(Folder) with { Join = new PairJoin(0, 1, 0, 0.5, 0.1) };
        AspectRules rules = AspectRules.Load(AspectRules.ShippedFolder);
        ListingPair[] pairs =
        [
            Pair("Lumenar desk lamp Aria LED 8 W black", "Lumenar desk lamp Aria LED 8 W black"),
            Pair("Lumenar desk lamp Aria", "Stratodisk Pocket SSD external drive"),
            Pair("Lumenar desk lamp Aria LED", "Lumenar Aria lamp for the desk, dimmable, metal foot"),
            Pair("Kitchen scale digital white glass", "Glass kitchen scale, digital"),
        ];
        using var yes = new FixedEncoder(5);
        using var no = new FixedEncoder(-5);

        IReadOnlyList<PairDecision> trees = await new FastMatcher(model, rules).DecideAsync(pairs);
        IReadOnlyList<PairDecision> same = await new FastMatcher(model, rules, encoder: yes).DecideAsync(pairs);
        IReadOnlyList<PairDecision> other = await new FastMatcher(model, rules, encoder: no).DecideAsync(pairs);

        bool[] doubtful = [.. trees.Select(decision => decision.Probability is > 0.005 and < 0.995)];
        Assert.Contains(true, doubtful);
        Assert.Equal(doubtful.Count(doubt => doubt), yes.Asked);
        for (int i = 0; i < pairs.Length; i++)
        {
            if (!doubtful[i])
            {
                Assert.Equal(trees[i].Probability, same[i].Probability);
                continue;
            }

            Assert.InRange(same[i].Probability, 0.99, 1);
            Assert.InRange(other[i].Probability, 0, 0.01);
            Assert.Equal(MatchVerdict.Same, same[i].Verdict);
            Assert.NotEqual(MatchVerdict.Same, other[i].Verdict);
        }
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

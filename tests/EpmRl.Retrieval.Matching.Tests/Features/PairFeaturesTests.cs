using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Features;

public sealed class PairFeaturesTests
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    [Theory]
    [InlineData("adversarial.jsonl")]
    [InlineData("variants.jsonl")]
    public void Every_feature_is_the_same_for_both_orders(string suite)
    {
        string path = TestPaths.InProject("tests", "EpmRl.Retrieval.Matching.Tests", "suites", suite);
        var features = new PairFeatures(Rules, DifferenceWeights.None);
        var differ = new List<string>();
        foreach (MatchCase one in MatchCasesReader.Read(path, error => Assert.Fail(error.ToString())))
        {
            float[] forward = Of(one.Pair, features), back = Of(new ListingPair(one.Pair.B, one.Pair.A), features);
            differ.AddRange(Enumerable.Range(0, forward.Length).Where(i => forward[i] != back[i])
                .Select(i => $"{one.Id}: {features.Names[i]} is {forward[i]} and {back[i]}"));
        }

        Assert.Empty(differ);
    }

    private static float[] Of(ListingPair pair, PairFeatures features)
    {
        var catalog = PreparedCatalog.Of([pair.A, pair.B], Rules, new TokenTable(new Dictionary<string, int>(), 0));
        var aligned = new AlignedAspect[Rules.Aspects.Count];
        AspectAlignment.Align(catalog.Listings[0], catalog.Listings[1], Rules, aligned);
        var values = new float[features.Names.Count];
        features.Write(catalog.Listings[0], catalog.Listings[1], aligned, values);
        return values;
    }
}

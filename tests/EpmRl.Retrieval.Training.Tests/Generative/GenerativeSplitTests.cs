using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Training.Generative;
using EpmRl.Retrieval.Training.Matching;

namespace EpmRl.Retrieval.Training.Tests.Generative;

public sealed class GenerativeSplitTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Products_that_are_held_out_occur_in_no_training_pair(bool hasClusters)
    {
        MatchingData data = Data(hasClusters);

        var split = GenerativeSplit.Of(data, 60);

        HashSet<int> trained = [.. split.Train.SelectMany(pair => new[] { split.Products[pair.Left], split.Products[pair.Right] })];
        Assert.Equal(30, split.Valid.Count(one => one.IsSeen));
        Assert.InRange(split.Valid.Count(one => !one.IsSeen), 10, 30);
        Assert.All(split.Valid, one => Assert.Equal(
            (one.IsSeen, one.IsSeen), (trained.Contains(split.Products[one.Pair.Left]), trained.Contains(split.Products[one.Pair.Right]))));
        Assert.InRange(split.Train.Count, data.Train.Count / 3, data.Train.Count - 1);
        Assert.Equal(split.Valid, GenerativeSplit.Of(data, 60).Valid);
    }

    [Fact]
    public void Without_validation_all_training_pairs_are_used()
    {
        MatchingData data = Data(hasClusters: true);

        var split = GenerativeSplit.Of(data, 0);

        Assert.Equal(data.Train, split.Train);
        Assert.Empty(split.Valid);
    }

    [Fact]
    public void Training_pairs_have_the_wanted_share_of_matches_as_far_as_there_are_enough()
    {
        MatchingData data = Data(hasClusters: true);

        LabelledPair[] drawn = GenerativeSplit.DrawTraining(data.Train, 100, 0.3, new Random(1));
        LabelledPair[] all = GenerativeSplit.DrawTraining(data.Train, 10_000, 0.3, new Random(1));

        Assert.Equal((100, 30), (drawn.Length, drawn.Count(pair => pair.Kind == PairKind.Same)));
        Assert.Equal(data.Train.Count, all.Length);
    }

    // 60 products of four listings; the first two of each are in training pairs, the others in validation pairs too.
    private static MatchingData Data(bool hasClusters)
    {
        var listings = new List<ProductProfile>();
        var train = new List<LabelledPair>();
        var valid = new List<LabelledPair>();
        for (int product = 0; product < 60; product++)
        {
            for (int offer = 0; offer < 4; offer++)
            {
                var listing = new ProductProfile { Id = $"{product}-{offer}", Title = $"product {product}" };
                listings.Add(!hasClusters ? listing : listing with
                {
                    Extra = new Dictionary<string, JsonElement> { ["cluster_id"] = JsonSerializer.SerializeToElement($"c{product}") },
                });
            }

            int first = 4 * product, next = 4 * ((product + 1) % 60);
            train.AddRange(
                [new(first, first + 1, PairKind.Same), new(first, next + 1, PairKind.Other), new(first + 1, next, PairKind.Other)]);
            valid.AddRange(
            [
                new(first + 1, first + 2, PairKind.Same), new(first + 2, first + 3, PairKind.Same),
                new(first + 2, next + 3, PairKind.Other), new(first + 3, next + 2, PairKind.Other),
            ]);
        }

        return new MatchingData("made up", listings, listings.Count, train, valid);
    }
}

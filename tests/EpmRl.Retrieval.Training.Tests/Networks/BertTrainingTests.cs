using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

public sealed class BertTrainingTests
{
    private const double Rate = 1e-2;

    private static readonly LowRankOptions Adapters = new(
        2, 4, name => name.Contains("attention.self", StringComparison.Ordinal) || name.EndsWith("output.dense", StringComparison.Ordinal));

    [Fact]
    public void Ten_steps_on_a_fixed_batch_repeat_the_stored_curve()
    {
        using var bert = new SmallBert();
        using TrainingSession session = bert.Session();
        double[] curve = [.. Enumerable.Range(0, 10).Select(_ => session.Step(bert.Feeds, 2e-3).Loss)];
        double[] stored = [1.32902, 1.27723, 1.20305, 1.10158, 0.97192, 0.81826, 0.64770, 0.47126, 0.31283, 0.19453];
        Assert.All(stored.Zip(curve), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Freezing_lower_layers_leaves_them_as_they_are_and_trains_the_rest()
    {
        using var bert = new SmallBert();
        bert.Network.FreezeBelow(2);
        byte[][] before = bert.Snapshot();
        using TrainingSession session = bert.Session();
        session.Step(bert.Feeds, Rate);
        foreach ((Parameter parameter, byte[] bytes) in bert.Parameters.All.Zip(before))
        {
            bool isTop = parameter.Name.StartsWith("encoder.layer.2.", StringComparison.Ordinal);
            Assert.Equal(isTop, parameter.IsTrainable);
            Assert.Equal(isTop, !parameter.Buffer.Bytes.SequenceEqual(bytes));
        }
    }

    [Fact]
    public void Steps_from_cached_hidden_states_equal_steps_from_ids_when_the_lower_layers_are_frozen()
    {
        using SmallBert whole = new(), cut = new(cachedLayers: 2);
        whole.Network.FreezeBelow(2);
        cut.Network.FreezeBelow(2);
        float[] cache = cut.Compute(cut.Cached);
        foreach (int padding in (int[])[4, 8, 9, 19])
        {
            cache.AsSpan(padding * SmallBert.Hidden, SmallBert.Hidden).Fill(float.NaN); // never looked at
        }

        cut.Feeds.Set(cut.Hiddens, cache, SmallBert.Pairs, 5, SmallBert.Hidden);
        using TrainingSession fromIds = whole.Session(), fromCache = cut.Session();
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(fromIds.Step(whole.Feeds, Rate).Loss, fromCache.Step(cut.Feeds, Rate).Loss, 1e-5);
        }
    }

    [Fact]
    public void A_layer_that_takes_no_part_in_the_loss_must_be_frozen()
    {
        using var bert = new SmallBert();
        Tensor ids = Tensor.Input("ids", DataType.Int32, "texts", "tokens");
        Tensor loss = Op.ReduceMean(bert.Network.HiddenStates(ids, null, 1), keep: false);
        var error =
            Assert.Throws<ArgumentException>(() => new TrainingSession(loss, bert.Parameters, new AdamWOptions(), new ComputeOptions()));
        Assert.Contains("encoder.layer.1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fresh_adapters_change_nothing()
    {
        using SmallBert plain = new(), adapted = new(new BertNetworkOptions { LowRank = Adapters });
        Assert.Equal(plain.Compute(plain.Queries), adapted.Compute(adapted.Queries));
    }

    [Fact]
    public void Trained_adapters_merged_on_export_give_the_same_vectors()
    {
        using var adapted = new SmallBert(new BertNetworkOptions { LowRank = Adapters });
        adapted.Parameters.Freeze(name => !LowRankOptions.IsAdapter(name));
        byte[][] before = adapted.Snapshot();
        using TrainingSession session = adapted.Session();
        double first = session.Step(adapted.Feeds, Rate).Loss;
        double last = first;
        for (int step = 0; step < 20; step++)
        {
            last = session.Step(adapted.Feeds, Rate).Loss;
        }

        Assert.True(last < first - 0.1, $"the loss went from {first} to {last}");
        Assert.All(adapted.Parameters.All.Zip(before), pair =>
            Assert.Equal(LowRankOptions.IsAdapter(pair.First.Name), !pair.First.Buffer.Bytes.SequenceEqual(pair.Second)));
        using var merged = new SmallBert();
        foreach ((string name, long[] shape, float[] values) in adapted.Network.Export())
        {
            Assert.Equal(merged.Parameters[name].Shape, shape);
            merged.Parameters[name].Write(values);
        }

        float[] expected = adapted.Compute(adapted.Queries), found = merged.Compute(merged.Queries);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Padding_does_not_change_a_text()
    {
        using var bert = new SmallBert();
        Tensor ids = Tensor.Input("one.ids", DataType.Int32, "texts", "tokens");
        bert.Feeds.Set(ids, [2, 8, 3], 1, 3);
        float[] alone = bert.Compute(bert.Network.Encode(ids, null, PoolingKind.Mean));
        float[] padded = bert.Compute(bert.Queries)[SmallBert.Hidden..(2 * SmallBert.Hidden)]; // the second query is the same text
        Assert.All(alone.Zip(padded), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Dropout_is_in_the_training_graph_only()
    {
        using var bert = new SmallBert(new BertNetworkOptions { Dropout = 0.3 });
        using var plain = new SmallBert();
        Tensor ids = Tensor.Input("one.ids", DataType.Int32, "texts", "tokens");
        bert.Feeds.Set(ids, [2, 8, 3], 1, 3);
        plain.Feeds.Set(ids, [2, 8, 3], 1, 3);
        Assert.Equal(
            plain.Compute(plain.Network.Encode(ids, null, PoolingKind.Mean)),
            bert.Compute(bert.Network.WithoutDropout().Encode(ids, null, PoolingKind.Mean)));
        using TrainingSession session = bert.Session(), other = plain.Session();
        Assert.NotEqual(other.Step(plain.Feeds, 0).Loss, session.Step(bert.Feeds, 0).Loss);
    }
}

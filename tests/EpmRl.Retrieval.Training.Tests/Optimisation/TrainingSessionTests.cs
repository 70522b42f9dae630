using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;
using EpmRl.Retrieval.Training.Tests.Networks;

namespace EpmRl.Retrieval.Training.Tests.Optimisation;

public sealed class TrainingSessionTests
{
    private const double Rate = 1e-2;

    private static readonly BertNetworkOptions WithDropout = new() { Dropout = 0.2 };

    [Fact]
    public void A_resumed_run_equals_an_uninterrupted_one_bit_for_bit()
    {
        using var scratch = new ScratchFolder();
        string path = scratch["state.safetensors"];
        using var whole = new SmallBert(WithDropout);
        using TrainingSession uninterrupted = whole.Session(seed: 3);
        using (var first = new SmallBert(WithDropout))
        using (TrainingSession session = first.Session(seed: 3))
        {
            for (int step = 0; step < 3; step++)
            {
                uninterrupted.Step(whole.Feeds, Rate);
                session.Step(first.Feeds, Rate);
            }

            session.SaveState(path);
        }

        using var second = new SmallBert(WithDropout);
        using TrainingSession resumed = second.Session(seed: 99); // the state's seed counts
        resumed.LoadState(path);
        Assert.Equal(3, resumed.Steps);
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(
                uninterrupted.Step(whole.Feeds, Rate), resumed.Step(second.Feeds, Rate), (one, other) =>
                    one.Loss == other.Loss && one.GradientNorm == other.GradientNorm);
        }

        Assert.Equal(whole.Snapshot(), second.Snapshot());
    }

    [Fact]
    public void Another_seed_drops_other_elements()
    {
        using SmallBert one = new(WithDropout), other = new(WithDropout);
        using TrainingSession first = one.Session(seed: 1), second = other.Session(seed: 2);
        Assert.NotEqual(first.Step(one.Feeds, 0).Loss, second.Step(other.Feeds, 0).Loss);
    }

    [Fact]
    public void Every_step_and_micro_batch_drops_other_elements()
    {
        using var bert = new SmallBert(WithDropout);
        using TrainingSession session = bert.Session();
        double[] losses = [session.Step(bert.Feeds, 0).Loss, session.Accumulate(bert.Feeds), session.Accumulate(bert.Feeds)];
        Assert.Equal(3, losses.Distinct().Count());
    }

    [Fact]
    public void Micro_batches_of_one_batch_repeated_make_the_step_of_that_batch()
    {
        using SmallBert one = new(), other = new();
        using TrainingSession whole = one.Session(), inParts = other.Session();
        for (int step = 0; step < 3; step++)
        {
            StepResult expected = whole.Step(one.Feeds, Rate);
            for (int part = 0; part < 4; part++)
            {
                inParts.Accumulate(other.Feeds);
            }

            StepResult found = inParts.Apply(Rate);
            Assert.Equal(expected.Loss, found.Loss, 1e-5);
            Assert.Equal(expected.GradientNorm, found.GradientNorm, 1e-4);
        }

        Assert.Equal(3, inParts.Steps);
    }

    [Fact]
    public void A_step_and_a_state_wait_until_micro_batches_are_applied()
    {
        using var scratch = new ScratchFolder();
        using var bert = new SmallBert();
        using TrainingSession session = bert.Session();
        Assert.Throws<InvalidOperationException>(() => session.Apply(Rate));
        session.Accumulate(bert.Feeds);
        Assert.Throws<InvalidOperationException>(() => session.Step(bert.Feeds, Rate));
        Assert.Throws<InvalidOperationException>(() => session.SaveState(scratch["state.safetensors"]));
    }

    [Fact]
    public void A_batch_of_another_size_needs_no_other_session()
    {
        using var scratch = new ScratchFolder();
        using SmallBert one = new(), other = new();
        using TrainingSession session = one.Session();
        session.Step(one.Feeds, Rate);
        session.SaveState(scratch["state.safetensors"]);
        using TrainingSession ofThatSize = other.Session();
        ofThatSize.LoadState(scratch["state.safetensors"]);
        SetShorterQueries(one);
        SetShorterQueries(other);

        StepResult found = session.Step(one.Feeds, Rate), expected = ofThatSize.Step(other.Feeds, Rate);

        Assert.Equal((expected.Loss, expected.GradientNorm), (found.Loss, found.GradientNorm));
        Assert.Equal(other.Snapshot(), one.Snapshot());
    }

    private static void SetShorterQueries(SmallBert bert) => bert.Feeds
        .Set(Tensor.Input("query.ids", DataType.Int32, "pairs", "query.tokens"), [2, 7, 3, 2, 8, 3, 2, 5, 3, 2, 39, 3], 4, 3)
        .Set(Tensor.Input("query.mask", DataType.Float, "pairs", "query.tokens"), Enumerable.Repeat(1f, 12).ToArray(), 4, 3);

    [Fact]
    public void Observed_tensors_come_with_the_step()
    {
        using var bert = new SmallBert();
        float[] before = bert.Compute(bert.Queries);
        using var session =
            new TrainingSession(bert.Loss, bert.Parameters, new AdamWOptions(), new ComputeOptions { Threads = 1 }, bert.Queries);
        float[] observed = Assert.Single(session.Step(bert.Feeds, Rate).Observed);
        Assert.Equal(before.Length, observed.Length);
        Assert.All(before.Zip(observed), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.NotEqual(before, bert.Compute(bert.Queries));
    }

    [Fact]
    public void A_parameter_without_decay_stays_where_its_gradient_is_zero()
    {
        using var bert = new SmallBert();
        const string words = "embeddings.word_embeddings.weight";
        bert.Parameters[words].IsDecayed = false;
        float[] before = bert.Parameters[words].Read();
        float[] positions = bert.Parameters["embeddings.position_embeddings.weight"].Read();
        using TrainingSession session = bert.Session();
        session.Step(bert.Feeds, Rate);
        const int unusedWord = 20, unusedPosition = 11;
        Assert.Equal(before[unusedWord * SmallBert.Hidden], bert.Parameters[words].Read()[unusedWord * SmallBert.Hidden]);
        Assert.Equal(
            positions[unusedPosition * SmallBert.Hidden] * (1 - 0.01 * Rate),
            bert.Parameters["embeddings.position_embeddings.weight"].Read()[unusedPosition * SmallBert.Hidden], 1e-7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_with_a_loss_that_is_not_finite_changes_nothing(bool inMicroBatches)
    {
        using var bert = new SmallBert();
        using TrainingSession session = bert.Session();
        byte[][] before = bert.Snapshot();
        Tensor mask = Tensor.Input("query.mask", DataType.Float, "pairs", "query.tokens");
        bert.Feeds.Set(mask, Enumerable.Repeat(float.NaN, 20).ToArray(), 4, 5);
        void Step()
        {
            if (inMicroBatches)
            {
                session.Accumulate(bert.Feeds);
                session.Apply(Rate);
            }
            else
            {
                session.Step(bert.Feeds, Rate);
            }
        }

        Assert.Contains("Step 1: the loss is NaN", Assert.Throws<EncoderException>(Step).Message, StringComparison.Ordinal);
        Assert.Equal(before, bert.Snapshot());
        Assert.Equal(0, session.Steps);
        bert.Feeds.Set(mask, Enumerable.Repeat(1f, 20).ToArray(), 4, 5);
        Step();
        Assert.Equal(1, session.Steps);
        Assert.All(bert.Parameters.All.SelectMany(parameter => parameter.Read()), number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Forward_runs_side_by_side_give_what_one_gives()
    {
        using var bert = new SmallBert();
        float[] alone = bert.Compute(bert.Queries);
        using var forward = new ForwardSession(bert.Parameters, new ComputeOptions { Threads = 1 }, bert.Queries);
        Parallel.For(0, 50, _ => Assert.Equal(alone, forward.Run(bert.Feeds)[0]));
    }

    [Fact]
    public void A_forgotten_input_is_named()
    {
        using var bert = new SmallBert();
        using TrainingSession session = bert.Session();
        using var feeds = new Feeds();
        Assert.Contains("answer.ids", Assert.Throws<ArgumentException>(() => session.Step(feeds, Rate)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_network_is_refused_and_changes_nothing()
    {
        using var scratch = new ScratchFolder();
        string path = scratch["state.safetensors"];
        using (var top = new SmallBert())
        {
            top.Network.FreezeBelow(2);
            using TrainingSession trained = top.Session();
            trained.Step(top.Feeds, Rate);
            trained.SaveState(path);
        }

        using var bert = new SmallBert();
        byte[][] before = bert.Snapshot();
        using TrainingSession session = bert.Session();
        var error = Assert.Throws<ModelFormatException>(() => session.LoadState(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("other layers were trained", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, bert.Snapshot());
    }

    [Fact]
    public void A_cancelled_save_leaves_the_state_before_it()
    {
        using var scratch = new ScratchFolder();
        string path = scratch["state.safetensors"];
        using var bert = new SmallBert();
        using TrainingSession session = bert.Session();
        session.SaveState(path);
        byte[] before = File.ReadAllBytes(path);
        session.Step(bert.Feeds, Rate);
        Assert.Throws<OperationCanceledException>(() => session.SaveState(path, new CancellationToken(canceled: true)));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(scratch.Path));
    }
}

using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>A step of MiniLM-L6 on 16 texts of 128 tokens, two threads. Prints what it measures.</summary>
[Trait("Category", "Slow")]
public sealed class TrainingSpeedTests(ITestOutputHelper output)
{
    private const int Texts = 16, Tokens = 128, Layers = 6;
    private const long MaxMemory = 4L << 30;

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4)]
    public void A_step_takes_a_few_forward_passes_and_bounded_memory(int lowestTrainedLayer)
    {
        long before = Environment.WorkingSet;
        string folder = TestPaths.Shared("models", "minilm-l6");
        var configuration = BertConfiguration.Read(Path.Combine(folder, "config.json"));
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        using var parameters = new ParameterSet();
        var network = new BertNetwork(configuration, parameters, new BertNetworkOptions(), new BertWeights(file, configuration).Read);
        if (lowestTrainedLayer >= 0)
        {
            network.FreezeBelow(lowestTrainedLayer);
        }

        Tensor mask = Tensor.Input("mask", DataType.Float, "texts", "tokens");
        Tensor targets = Tensor.Input("targets", DataType.Float, "texts", configuration.Hidden);
        using var feeds = new Feeds();
        var random = new Random(1);
        feeds.Set(mask, Enumerable.Repeat(1f, Texts * Tokens).ToArray(), Texts, Tokens);
        feeds.Set(
            targets, Enumerable.Range(0, Texts * configuration.Hidden).Select(_ => random.NextSingle()).ToArray(), Texts,
            configuration.Hidden);

        // Below the trained layers the hidden states come from a cache.
        Tensor vectors;
        if (lowestTrainedLayer > 0)
        {
            Tensor hidden = Tensor.Input("hidden", DataType.Float, "texts", "tokens", configuration.Hidden);
            feeds.Set(
                hidden, Enumerable.Range(0, Texts * Tokens * configuration.Hidden).Select(_ => random.NextSingle() - 0.5f).ToArray(), Texts,
                Tokens, configuration.Hidden);
            vectors = network.EncodeFrom(hidden, mask, lowestTrainedLayer, PoolingKind.Mean);
        }
        else
        {
            Tensor ids = Tensor.Input("ids", DataType.Int32, "texts", "tokens");
            feeds.Set(ids, Enumerable.Range(0, Texts * Tokens).Select(_ => random.Next(1_000, 30_000)).ToArray(), Texts, Tokens);
            vectors = network.Encode(ids, mask, PoolingKind.Mean);
        }

        var compute = new ComputeOptions { Threads = 2 };
        using var forward = new ForwardSession(parameters, compute, vectors);
        using var session = new TrainingSession(
            Losses.MeanSquaredError(vectors, targets), parameters, new AdamWOptions { MaxGradientNorm = 1 }, compute);
        forward.Run(feeds);
        session.Step(feeds, 1e-5);
        var forwards = new List<double>();
        var steps = new List<double>();
        for (int round = 0; round < LongRun.Count(2, 5); round++)
        {
            forwards.Add(Time(() => forward.Run(feeds)));
            steps.Add(Time(() => session.Step(feeds, 1e-5)));
        }

        double ratio = steps.Min() / forwards.Min(); // the fastest of each: another program can only make one slower
        long grown = Environment.WorkingSet - before; // the sessions hold what their steps needed
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"trained from layer {lowestTrainedLayer} of {Layers}: forward {forwards.Min():F0} to {forwards.Max():F0} ms, "
            + $"step {steps.Min():F0} to {steps.Max():F0} ms, ratio {ratio:F2}, {grown >> 20} MiB more memory"));
        Assert.InRange(ratio, 1, 6); // about 3 where nothing else runs; twice that is a fault, not a busy machine
        Assert.InRange(grown, long.MinValue, MaxMemory);
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

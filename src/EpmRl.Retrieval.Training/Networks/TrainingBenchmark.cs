using System.Diagnostics;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Networks;

/// <summary>
/// Times a step of a model's training (forward, backward, AdamW, gradients clipped to 1; all tensors trained) on one device, after
/// comparing some steps with those of the processor. The texts are synthetic and of one length, so that another engine can be given the
/// same: token i overall is v/30 + 7919 i mod (v − v/30) with v the vocabulary, number j of the targets 104729 j mod 1000 / 1000, the loss
/// their mean squared error.
/// </summary>
internal static class TrainingBenchmark
{
    /// <summary>Texts of a step.</summary>
    public const int Texts = 32;

    /// <summary>Tokens of a text, if the model takes as many.</summary>
    public const int Tokens = 128;

    private const int ComparedSteps = 3;
    private const double LearningRate = 1e-5;
    private const double Tolerance = 1e-3; // relative; a GPU sums in another order

    /// <summary>Runs the benchmark.</summary>
    /// <param name="modelFolder">A folder with an <c>encoder.json</c>.</param>
    /// <param name="device">The processor or a GPU; not <c>auto</c>.</param>
    /// <param name="rounds">Timed steps, at least 1.</param>
    /// <param name="threads">Threads of the processor; 0 for all.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    /// <exception cref="ArgumentException">The device is <c>auto</c>, or a number is out of range.</exception>
    /// <exception cref="Encoding.ModelFormatException">The folder's files are missing, damaged or not supported.</exception>
    /// <exception cref="Encoding.EncoderException">The device does not work.</exception>
    public static TrainingBenchmarkReport Run(
        string modelFolder, EncoderDevice device, int rounds, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (device.Kind == "auto")
        {
            throw new ArgumentException("Expected cpu or cuda: a measurement names its device.", nameof(device));
        }

        using EncoderModel model = EncoderModel.Open(modelFolder);
        (StepResult[] expected, _, _) = Measure(model, new ComputeOptions { Threads = threads }, rounds: 0, cancellationToken);
        (StepResult[] found, double[] forwards, double[] steps) =
            Measure(model, new ComputeOptions { Device = device, Threads = threads }, rounds, cancellationToken);
        double difference = expected.Zip(found).Max(pair => Math.Max(
            Relative(pair.First.Loss, pair.Second.Loss), Relative(pair.First.GradientNorm, pair.Second.GradientNorm)));
        return new TrainingBenchmarkReport(
            device.ToString(), Texts, Math.Min(Tokens, model.Manifest.MaxTokens), rounds, Median(forwards), Median(steps), steps.Max(),
            found[0].Loss, found[0].GradientNorm, difference, Tolerance,
            difference <= Tolerance);
    }

    private static (StepResult[] Compared, double[] Forwards, double[] Steps) Measure(
        EncoderModel model, ComputeOptions compute, int rounds, CancellationToken cancellationToken)
    {
        BertConfiguration shape = model.Weights.Configuration;
        using var parameters = new ParameterSet();
        var network = new BertNetwork(shape, parameters, new BertNetworkOptions(), model.Weights.Read);
        Tensor ids = Tensor.Input("ids", DataType.Int32, "texts", "tokens");
        Tensor mask = Tensor.Input("mask", DataType.Float, "texts", "tokens");
        Tensor targets = Tensor.Input("targets", DataType.Float, "texts", shape.Hidden);
        Tensor vectors = network.Encode(ids, mask, model.Manifest.Pooling);
        using var feeds = new Feeds();
        int first = shape.Vocabulary / 30, tokens = Math.Min(Tokens, model.Manifest.MaxTokens);
        feeds.Set(
            ids, [.. Enumerable.Range(0, Texts * tokens).Select(i => first + (int)(7919L * i % (shape.Vocabulary - first)))], Texts, tokens)
            .Set(mask, Enumerable.Repeat(1f, Texts * tokens).ToArray(), Texts, tokens)
            .Set(targets, [.. Enumerable.Range(0, Texts * shape.Hidden).Select(j => 104729L * j % 1000 / 1000f)], Texts, shape.Hidden);
        using var forward = new ForwardSession(parameters, compute, vectors);
        using var session = new TrainingSession(
            Losses.MeanSquaredError(vectors, targets), parameters, new AdamWOptions { MaxGradientNorm = 1 }, compute);
        StepResult[] compared = [.. Enumerable.Range(0, ComparedSteps).Select(_ => Step())];
        double[] forwards = [.. Enumerable.Range(0, rounds).Select(_ => Time(() => forward.Run(feeds)))];
        double[] steps = [.. Enumerable.Range(0, rounds).Select(_ => Time(() => Step()))];
        return (compared, forwards, steps);

        StepResult Step()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return session.Step(feeds, LearningRate);
        }
    }

    private static double Relative(double expected, double found) => Math.Abs(found - expected) / Math.Abs(expected);

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

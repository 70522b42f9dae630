using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>Against transformers 4.57.1 (../shared/fixtures/README.md, gemma-tiny).</summary>
public sealed class TinyGemmaGoldenTests
{
    private const string Single = "f32", Double = "f64";

    private static readonly PolicyOptions Options = new() { Beta = 0.04 };

    [Theory]
    [InlineData(Single, true, 1e-5)]
    [InlineData(Single, false, 1e-5)]
    [InlineData(Double, true, 1e-9)]
    [InlineData(Double, false, 1e-9)]
    public void Logits_equal_the_reference(string type, bool hasAdapter, double tolerance)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type), hasAdapter);
        (PolicyExample[] examples, _) = TinyGemma.Supervised();
        var batch = new DecoderBatch(
            [.. examples.Select(example => new SharedPrompt(example.Prompt, [example.Completions[0].Tokens]))], keepsLast: true);
        var inputs = new DecoderInputs(TypeOf(type), decoder.Configuration.HeadSize);
        using var feeds = new Feeds();
        batch.Feed(feeds, inputs, decoder.Tables, decoder.SlidingTables);
        Tensor logits = decoder.Network.Logits(decoder.Network.Normalized(decoder.Network.HiddenStates(inputs)));
        double[] found = Run(decoder, feeds, logits)[0];
        double[] expected = TinyGemma.Read($"sft-forward-{type}.safetensors", hasAdapter ? "logits" : "logits_base");
        int words = decoder.Configuration.Vocabulary, row = 0;
        for (int text = 0; text < examples.Length; text++)
        {
            int length = 1 + examples[text].Completions[0].Tokens.Length, width = expected.Length / words / examples.Length;
            TinyGemma.AssertClose($"text {text}", expected[(text * width * words)..((text * width + length) * words)],
                found[(row * words)..((row + length) * words)], tolerance);
            row += length;
        }
    }

    [Theory]
    [InlineData(Single, 1e-5, 5e-6)]
    [InlineData(Double, 1e-9, 1e-9)]
    public void The_supervised_loss_and_every_gradient_of_the_adapters_equal_the_reference(string type, double ofLoss, double ofGradients)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type));
        double loss = TinyGemma.Golden().GetProperty("sft").GetProperty("values").GetProperty(type).GetProperty("loss").GetDouble();
        Check(decoder, Supervised(decoder), loss, $"sft-grad-lora-{type}.safetensors", ofLoss, ofGradients, LowRankOptions.IsAdapter);
    }

    [Theory]
    [InlineData(Single, 1e-5, 5e-6)]
    [InlineData(Double, 1e-9, 1e-9)]
    public void Every_gradient_of_the_base_equals_the_reference(string type, double ofLoss, double ofGradients)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type), hasAdapter: false);
        double loss = TinyGemma.Golden().GetProperty("sft").GetProperty("values").GetProperty(type).GetProperty("loss_base").GetDouble();
        Check(decoder, Supervised(decoder), loss, $"sft-grad-base-{type}.safetensors", ofLoss, ofGradients,
            name => !LowRankOptions.IsAdapter(name));
    }

    [Theory]
    [InlineData(Single, 1e-5, 1e-6)]
    [InlineData(Double, 1e-9, 1e-9)]
    public void Three_steps_of_AdamW_equal_the_reference(string type, double ofLoss, double ofParameters)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type));
        (PolicyObjective objective, Feeds feeds) = Supervised(decoder);
        using (feeds)
        {
            using var session =
                new TrainingSession(objective.Loss, decoder.Parameters, new AdamWOptions(), decoder.Options.Compute);
            double[] losses = [.. TinyGemma.Golden().GetProperty("sft").GetProperty("values").GetProperty(type)
                .GetProperty("adamw_loss_before_step").EnumerateArray().Select(number => number.GetDouble())];
            for (int step = 1; step <= losses.Length; step++)
            {
                Assert.Equal(losses[step - 1], session.Step(feeds, 1e-3).Loss, ofLoss);
                CheckParameters(decoder, $"sft-adamw-step{step}-{type}.safetensors", ofParameters);
            }
        }
    }

    [Theory]
    [InlineData(Single, false, 1e-5, 5e-6)]
    [InlineData(Single, true, 1e-5, 5e-6)]
    [InlineData(Double, false, 1e-9, 1e-9)]
    [InlineData(Double, true, 1e-9, 1e-9)]
    public void The_policy_loss_and_every_gradient_equal_the_reference(string type, bool isTokenMean, double ofLoss, double ofGradients)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type));
        double loss = TinyGemma.Golden().GetProperty("grpo").GetProperty("values").GetProperty(type)
            .GetProperty(isTokenMean ? "loss_token_mean" : "loss").GetDouble();
        string part = isTokenMean ? "-tokenmean" : "";
        Check(decoder, Policy(decoder, isTokenMean), loss, $"grpo{part}-grad-lora-{type}.safetensors", ofLoss, ofGradients,
            LowRankOptions.IsAdapter);
    }

    [Theory]
    [InlineData(Single, 1e-6)]
    [InlineData(Double, 1e-9)]
    public void A_step_of_policy_optimisation_equals_the_reference(string type, double tolerance)
    {
        using Decoder decoder = TinyGemma.Open(TypeOf(type));
        (PolicyObjective objective, Feeds feeds) = Policy(decoder, isTokenMean: false);
        using (feeds)
        {
            using var session = new TrainingSession(objective.Loss, decoder.Parameters, new AdamWOptions(), decoder.Options.Compute);
            session.Step(feeds, 1e-3);
            CheckParameters(decoder, $"grpo-adamw-step1-{type}.safetensors", tolerance);
        }
    }

    private static DataType TypeOf(string type) => type == Double ? DataType.Double : DataType.Float;

    private static (PolicyObjective Objective, Feeds Feeds) Supervised(Decoder decoder)
    {
        (PolicyExample[] examples, double[] weights) = TinyGemma.Supervised();
        (PolicyObjective objective, Feeds feeds) = Feed(decoder, examples);
        Replace(feeds, objective.Supervised, weights);
        return (objective, feeds);
    }

    private static (PolicyObjective Objective, Feeds Feeds) Policy(Decoder decoder, bool isTokenMean)
    {
        (PolicyExample example, double[][] weights, double[][] advantages) = TinyGemma.Policy(isTokenMean);
        (PolicyObjective objective, Feeds feeds) = Feed(decoder, [example]);
        Replace(feeds, objective.Weights, [.. weights.SelectMany(row => row)]);
        Replace(feeds, objective.Advantages, [.. advantages.SelectMany(row => row)]);
        foreach ((string name, Tensor input) in (IEnumerable<(string, Tensor)>)
            [("old_logprobs", objective.Old), ("reference_logprobs", objective.Reference)])
        {
            double[][] rows = TinyGemma.DoubleRows(TinyGemma.Golden().GetProperty("grpo").GetProperty(name));
            Replace(feeds, input, [.. rows.SelectMany(row => row)]);
        }

        return (objective, feeds);
    }

    private static (PolicyObjective Objective, Feeds Feeds) Feed(Decoder decoder, PolicyExample[] examples)
    {
        var objective = new PolicyObjective(decoder.Network, [], Options, decoder.Parameters.Type, decoder.Configuration.HeadSize);
        var rows = new DecoderBatch(
            [.. examples.Select(example => new SharedPrompt(example.Prompt, [.. example.Completions.Select(c => c.Tokens)]))],
            keepsLast: false);
        var feeds = new Feeds();
        rows.Feed(feeds, objective.Texts, decoder.Tables, decoder.SlidingTables);
        new PolicyTargets(rows, examples).Feed(feeds, objective);
        return (objective, feeds);
    }

    // The trainer's own numbers are floats; the references in double need more digits.
    private static void Replace(Feeds feeds, Tensor input, double[] numbers)
    {
        if (input.Type == DataType.Double)
        {
            feeds.Set(input, numbers, numbers.Length);
        }
    }

    private static void Check(
        Decoder decoder, (PolicyObjective Objective, Feeds Feeds) run, double loss, string file, double ofLoss, double ofGradients,
        Func<string, bool> which)
    {
        using Feeds feeds = run.Feeds;
        Parameter[] parameters = [.. decoder.Parameters.All.Where(parameter => which(parameter.Name))];
        Tensor[] gradients = Gradients.Of(run.Objective.Loss, [.. parameters.Select(parameter => parameter.Tensor)]);
        double[][] found = Run(decoder, feeds, [run.Objective.Loss, .. gradients]);
        Assert.Equal(loss, found[0][0], ofLoss);
        for (int i = 0; i < parameters.Length; i++)
        {
            TinyGemma.AssertClose(parameters[i].Name, TinyGemma.Read(file, parameters[i].Name), found[i + 1], ofGradients);
        }
    }

    private static void CheckParameters(Decoder decoder, string file, double tolerance)
    {
        foreach (Parameter parameter in decoder.Parameters.Trainable)
        {
            TinyGemma.AssertClose(
                $"{file}, {parameter.Name}", TinyGemma.Read(file, parameter.Name),
                TinyGemma.Doubles(parameter.Buffer.Bytes, decoder.Parameters.Type == DataType.Double), tolerance);
        }
    }

    private static double[][] Run(Decoder decoder, Feeds feeds, params Tensor[] outputs)
    {
        using var graph = new CompiledGraph([.. outputs.Select((output, i) => ($"output.{i}", output))], EncoderDevice.Cpu, 1);
        using IDisposableReadOnlyCollection<OrtValue> values = graph.Run(
            name => decoder.Parameters.TryGet(name, out Parameter? parameter) ? parameter.Buffer.Current : feeds[name],
            new Dictionary<string, OrtValue>());
        return [.. values.Select(value => TinyGemma.Doubles(value.GetTensorMutableRawData(), decoder.Parameters.Type == DataType.Double))];
    }
}

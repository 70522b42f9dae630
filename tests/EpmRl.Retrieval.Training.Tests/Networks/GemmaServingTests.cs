using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>The network trained here against the one that is served: <c>model.onnx</c> of Gemma 3 270M in ONNX Runtime.</summary>
[Trait("Category", "Slow")]
public sealed class GemmaServingTests(ITestOutputHelper output) : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("gemma").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Logits_of_the_base_equal_those_of_the_served_graph()
    {
        string folder = TestPaths.Shared("models", "gemma-3-270m-en");
        using Decoder decoder = Decoder.Open(folder, new DecoderOptions());
        AssertServed(decoder, folder, Text(60));
    }

    [Fact]
    public void A_merged_model_serves_what_the_adapter_predicts()
    {
        using Decoder decoder = Decoder.Open(TestPaths.Shared("models", "gemma-3-270m-en"), new DecoderOptions());
        SmallGemma.Disturb(decoder, 0.01f);
        string target = Path.Combine(root, "merged");
        MergeReport report = decoder.Merge(target, cancellationToken: Cancellation);
        using Decoder merged = Decoder.Open(target, new DecoderOptions());
        // Texts that the adapter itself samples: the mean difference is the divergence of the merged model from it.
        int[] prompt = [2];
        var samples = decoder.Sample([prompt], new DecoderSampling(16, 1, 50, [[1]], 1), Cancellation)[0];
        SharedPrompt[] read = [new(prompt, [.. samples.Select(sample => sample.Tokens)])];
        float[] adapted = [.. decoder.LogProbabilities(read, Cancellation)[0].SelectMany(row => row)];
        float[] rounded = [.. merged.LogProbabilities(read, Cancellation)[0].SelectMany(row => row)];
        double cost = adapted.Average() - rounded.Average();
        double spread = adapted.Zip(rounded, (a, b) => Math.Abs(a - b)).Average();
        AssertClose(samples.SelectMany(sample => sample.LogProbabilities), adapted, 1e-3);
        output.WriteLine(
            $"{report}; {adapted.Length} tokens, log-probability {adapted.Average():F4}, "
            + $"cost of merging {cost:F5}, mean difference {spread:F5}");
        Assert.True(Math.Abs(cost) <= 0.005, $"merging costs {cost:F5} nats a token");
        AssertServed(merged, target, Text(60));
    }

    // A text of words that the tokenizer has; what it says does not matter.
    private static int[] Text(int count)
    {
        var random = new Random(2);
        return [2, .. Enumerable.Range(1, count - 1).Select(i => i % 3 == 0 ? 500 + random.Next(300) : 600 + i)];
    }

    private void AssertClose(IEnumerable<float> sampled, float[] read, double tolerance)
    {
        double largest = sampled.Zip(read, (a, b) => (double)Math.Abs(a - b)).Max();
        output.WriteLine($"log-probabilities when sampled and when read: largest difference {largest:G3}");
        Assert.True(largest <= tolerance, $"largest difference {largest:G3}");
    }

    private void AssertServed(Decoder decoder, string folder, int[] text)
    {
        DecoderConfiguration shape = decoder.Configuration;
        var inputs = new DecoderInputs(DataType.Float, shape.HeadSize);
        using var forward = new ForwardSession(
            decoder.Parameters, new ComputeOptions(),
            decoder.Network.Logits(decoder.Network.Normalized(decoder.Network.HiddenStates(inputs))));
        using var feeds = new Feeds();
        new DecoderBatch([new SharedPrompt(text, [])], keepsLast: true).Feed(feeds, inputs, decoder.Tables, decoder.SlidingTables);
        float[] own = forward.Run(feeds)[0], served = Serve(folder, shape, text);
        double largest = own.Zip(served, (a, b) => (double)Math.Abs(a - b)).Max();
        output.WriteLine($"{text.Length} tokens: largest difference of a logit {largest:G3}, largest logit {own.Max():F2}");
        Assert.True(largest <= 1e-3, $"largest difference {largest:G3}");
    }

    // With exact products: as shipped, activations are rounded to 8 bits.
    private float[] Serve(string folder, DecoderConfiguration shape, int[] text)
    {
        string exact = Path.Combine(root, "exact");
        Directory.CreateDirectory(exact);
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        foreach (AttributeProto attribute in model.Graph.Node.SelectMany(node => node.Attribute).Where(a => a.Name == "accuracy_level"))
        {
            attribute.I = 0;
        }

        File.WriteAllBytes(Path.Combine(exact, "model.onnx"), model.ToByteArray());
        File.Copy(Path.Combine(folder, DecoderWeights.FileName), Path.Combine(exact, DecoderWeights.FileName), overwrite: true);
        using var session = new InferenceSession(Path.Combine(exact, "model.onnx"));
        var given = new Dictionary<string, OrtValue>
        {
            ["input_ids"] = OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(text, id => (long)id), [1, text.Length]),
            ["attention_mask"] = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, text.Length).ToArray(), [1, text.Length]),
        };
        foreach (string name in session.InputNames.Where(name => name.StartsWith("past_key_values", StringComparison.Ordinal)))
        {
            given[name] = OrtValue.CreateAllocatedTensorValue(
                OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float,
                [1, shape.KeyValueHeads, 0, shape.HeadSize]);
        }

        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, given, ["logits"]);
            return results[0].GetTensorDataAsSpan<float>().ToArray();
        }
        finally
        {
            foreach (OrtValue value in given.Values)
            {
                value.Dispose();
            }
        }
    }
}

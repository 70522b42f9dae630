using System.Runtime.InteropServices;
using System.Text.Json;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>The tiny Gemma 3 of the shared fixtures, its adapters and its batches.</summary>
internal static class TinyGemma
{
    /// <summary>Examples of the supervised batch; the weights make the loss a mean over labels.</summary>
    public static (PolicyExample[] Examples, double[] Weights) Supervised()
    {
        JsonElement sft = Golden().GetProperty("sft");
        int[][] ids = Rows<int>(sft.GetProperty("input_ids")), mask = Rows<int>(sft.GetProperty("attention_mask"));
        int[][] labels = Rows<int>(sft.GetProperty("labels"));
        int count = labels.Sum(row => row.Count(label => label >= 0));
        var examples = new List<PolicyExample>();
        var weights = new List<double>();
        for (int row = 0; row < ids.Length; row++)
        {
            int length = mask[row].Sum();
            float[] taught = [.. labels[row][1..length].Select(label => label >= 0 ? 1f : 0)];
            weights.AddRange(taught.Where(number => number > 0).Select(_ => 1.0 / count));
            examples.Add(new PolicyExample(
                ids[row][..1],
                [new PolicyCompletion(ids[row][1..length]) { Supervised = Array.ConvertAll(taught, number => number / count) }]));
        }

        return ([.. examples], [.. weights]);
    }

    /// <summary>The example of policy optimisation, with the weights of each token in double.</summary>
    public static (PolicyExample Example, double[][] Weights, double[][] Advantages) Policy(bool isTokenMean)
    {
        JsonElement grpo = Golden().GetProperty("grpo");
        int[][] completions = Rows<int>(grpo.GetProperty("completions"));
        double[][] old = Rows<double>(grpo.GetProperty("old_logprobs")), reference = Rows<double>(grpo.GetProperty("reference_logprobs"));
        double[] rewards = [.. grpo.GetProperty("rewards").EnumerateArray().Select(number => number.GetDouble())];
        double mean = rewards.Average();
        double deviation = Math.Sqrt(rewards.Sum(reward => (reward - mean) * (reward - mean)) / (rewards.Length - 1));
        int total = completions.Sum(tokens => tokens.Length);
        double[][] weights =
        [
            .. completions.Select(tokens =>
                Enumerable.Repeat(isTokenMean ? 1.0 / total : 1.0 / (rewards.Length * tokens.Length), tokens.Length).ToArray()),
        ];
        double[][] advantages =
            [.. completions.Select((tokens, i) => Enumerable.Repeat((rewards[i] - mean) / (deviation + 1e-4), tokens.Length).ToArray())];
        int[] prompt = [.. grpo.GetProperty("prompt").EnumerateArray().Select(number => number.GetInt32())];
        return (
            new PolicyExample(prompt, [.. completions.Select((tokens, i) => new PolicyCompletion(tokens)
            {
                Weights = Floats(weights[i]), Advantages = Floats(advantages[i]), Old = Floats(old[i]), Reference = Floats(reference[i]),
            })]),
            weights, advantages);
    }

    public static JsonElement Golden() => JsonDocument.Parse(File.ReadAllText(PathOf("golden.json"))).RootElement;

    public static Decoder Open(DataType type, bool hasAdapter = true, DecoderOptions? options = null)
    {
        var decoder = Decoder.Open(Folder, (options ?? new DecoderOptions()) with
        {
            Rank = 4, Alpha = 8, Type = type, Compute = new ComputeOptions { Threads = 1 },
        });
        if (hasAdapter)
        {
            decoder.LoadAdapter(PathOf("lora.safetensors"));
        }

        return decoder;
    }

    public static string Folder => TestPaths.Shared("fixtures", "training", "gemma-tiny");

    public static string PathOf(string name) => TestPaths.Shared("fixtures", "training", "gemma-tiny", name);

    public static double[][] DoubleRows(JsonElement rows) => Rows<double>(rows);

    public static double[] Read(string file, string name)
    {
        using SafetensorsFile opened = SafetensorsFile.Open(PathOf(file));
        SafetensorsEntry entry = opened.Find(name)!;
        return Doubles(opened.Bytes(entry), entry.Type == "F64");
    }

    public static double[] Doubles(ReadOnlySpan<byte> bytes, bool isDouble) => isDouble
        ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
        : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), number => (double)number);

    public static void AssertClose(string name, double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = expected.Zip(found, (e, f) => Math.Abs(e - f)).Max();
        Assert.True(largest <= tolerance, $"{name}: largest difference {largest:G3}, tolerance {tolerance:G3}.");
    }

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);

    private static T[][] Rows<T>(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(number => number.Deserialize<T>()!).ToArray())];
}

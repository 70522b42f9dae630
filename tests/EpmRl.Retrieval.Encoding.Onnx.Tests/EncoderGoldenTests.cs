using System.Numerics.Tensors;
using System.Text.Json;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>
/// Vectors of an imported checkpoint against those of the reference implementation (fixtures/encoder, made with torch in 32-bit floats).
/// </summary>
public sealed class EncoderGoldenTests : IClassFixture<ImportedCheckpoint>
{
    private readonly ImportedCheckpoint imported;

    public EncoderGoldenTests(ImportedCheckpoint imported) => this.imported = imported;

    [Fact]
    public async Task Fp32_vectors_equal_the_reference() =>
        AssertClose(await CompareAsync(EncoderPrecision.Fp32, "minilm-l6.jsonl"), leastCosine: 0.99999, largestDifference: 1e-4);

    [Fact]
    public async Task Fp16_vectors_stay_near_the_reference() =>
        AssertClose(await CompareAsync(EncoderPrecision.Fp16, "minilm-l6.jsonl"), leastCosine: 0.9999, largestDifference: 1e-2);

    [Fact]
    public async Task Int8_vectors_have_a_mean_cosine_of_0_99_to_the_reference()
    {
        Comparison found = await CompareAsync(EncoderPrecision.Int8, "minilm-l6.jsonl");
        Assert.True(found.MeanCosine >= 0.99 && found.LeastCosine >= 0.97, found.ToString());
    }

    [Fact]
    public async Task Cls_pooling_equals_the_reference()
    {
        using var scratch = new ScratchFolder();
        string checkpoint = scratch["checkpoint"];
        TestModels.CopyCheckpoint(TestPaths.Shared("models", "minilm-l6"), checkpoint);
        File.WriteAllText(
            Path.Combine(checkpoint, "1_Pooling", "config.json"),
            """{"word_embedding_dimension": 384, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        await EncoderImporter.ImportAsync(checkpoint, scratch["model"]);
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(
            scratch["model"], new EncoderOptions { Precision = EncoderPrecision.Fp32, Device = EncoderDevice.Cpu });
        AssertClose(await CompareAsync(encoder, "minilm-l6.cls.jsonl"), leastCosine: 0.99999, largestDifference: 1e-4);
    }

    [Fact]
    public async Task Hidden_states_equal_the_reference()
    {
        using EncoderModel model = EncoderModel.Open(await imported.FolderAsync());
        using var session = new EncoderSession(BertGraph.Build(model.Weights, EncoderPrecision.Fp32, pooling: null), EncoderDevice.Cpu);
        int cases = 0;
        foreach (string line in File.ReadLines(TestPaths.Shared("fixtures", "encoder", "minilm-l6.hidden.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            int[] ids = [.. document.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            float[] expected = [.. document.RootElement.GetProperty("last_hidden_state").EnumerateArray()
                .SelectMany(row => row.EnumerateArray()).Select(number => number.GetSingle())];
            var actual = new float[expected.Length];
            session.Run<int>(ids, [1, ids.Length], actual, [1, ids.Length, model.Manifest.Dimension]);
            float largest = expected.Zip(actual, (e, a) => MathF.Abs(e - a)).Max();
            Assert.True(largest <= 2e-4f, $"case {cases}: largest difference {largest}");
            cases++;
        }

        Assert.Equal(3, cases);
    }

    private static void AssertClose(Comparison found, double leastCosine, double largestDifference) =>
        Assert.True(found.LeastCosine >= leastCosine && found.LargestDifference <= largestDifference, found.ToString());

    private async Task<Comparison> CompareAsync(EncoderPrecision precision, string fixture)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(
            await imported.FolderAsync(), new EncoderOptions { Precision = precision, Device = EncoderDevice.Cpu });
        return await CompareAsync(encoder, fixture);
    }

    private static async Task<Comparison> CompareAsync(OnnxTextEncoder encoder, string fixture)
    {
        var texts = new List<string>();
        var expected = new List<float[]>();
        foreach (string line in File.ReadLines(TestPaths.Shared("fixtures", "encoder", fixture)))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            texts.Add(document.RootElement.GetProperty("text").GetString()!);
            expected.Add([.. document.RootElement.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())]);
        }

        EmbeddingBatch vectors = await encoder.EncodeAsync(texts);
        double[] cosines = [.. expected.Select((vector, i) => (double)TensorPrimitives.CosineSimilarity(vector, vectors[i].Span))];
        float largest = expected.Select((vector, i) => vector.Zip(vectors[i].ToArray(), (e, a) => MathF.Abs(e - a)).Max()).Max();
        return new Comparison(cosines.Min(), cosines.Average(), largest);
    }

    private sealed record Comparison(double LeastCosine, double MeanCosine, double LargestDifference);
}

using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class TrainedModelFolderTests : IDisposable
{
    private const string Text = "Red shoes, a blue shoe.";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_folder_with_trained_weights_loads_passes_its_check_and_gives_other_vectors_than_its_base()
    {
        string tiny = await ImportAsync();
        using (EncoderModel model = EncoderModel.Open(tiny))
        {
            float[] trained = [.. model.Weights.Read("encoder.layer.0.output.dense.weight").Select(x => x + 0.25f)];
            BertWeights weights = model.Weights.With(new Dictionary<string, float[]> { ["encoder.layer.0.output.dense.weight"] = trained });
            EncoderManifest manifest =
                await TrainedModelFolder.WriteAsync(tiny, scratch["trained"], null, weights, m => $"# {m.Id}", default);

            Assert.Equal("trained", manifest.Id);
            Assert.Equal(trained, weights.Read("encoder.layer.0.output.dense.weight"));
        }

        Assert.All(await ModelCheck.RunAsync(scratch["trained"], EncoderDevice.Cpu), check => Assert.True(check.Passed));
        Assert.NotEqual(await VectorAsync(tiny), await VectorAsync(scratch["trained"]));
        Assert.Equal("# trained", File.ReadAllText(Path.Combine(scratch["trained"], "README.md")));
    }

    [Fact]
    public async Task A_folder_whose_weights_did_not_change_gives_the_vectors_of_its_base()
    {
        string tiny = await ImportAsync();
        using (EncoderModel model = EncoderModel.Open(tiny))
        {
            await TrainedModelFolder.WriteAsync(tiny, scratch["same"], "same-1", model.Weights, _ => "", default);
        }

        Assert.Equal(await VectorAsync(tiny), await VectorAsync(scratch["same"])); // the tiny weights are exact in 16 bits
    }

    [Fact]
    public async Task A_network_with_fewer_layers_than_its_base_is_written_as_such()
    {
        using EncoderModel model = EncoderModel.Open(ShippedEncoder.Folder);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(ShippedEncoder.Folder, ModelFiles.Weights));
        var weights = new BertWeights(file, model.Weights.Configuration with { Layers = 2 });
        await TrainedModelFolder.WriteAsync(ShippedEncoder.Folder, scratch["short"], null, weights, _ => "", default);

        using EncoderModel small = EncoderModel.Open(scratch["short"]);
        Assert.Equal(2, small.Weights.Configuration.Layers);
        Assert.DoesNotContain(small.Weights.Tensors, tensor => tensor.Name.Contains("layer.2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_lower_and_the_upper_part_of_a_network_give_the_vectors_of_the_complete_network()
    {
        using EncoderModel model = EncoderModel.Open(ShippedEncoder.Folder);
        int[] ids = model.Tokenizer.Encode("A Bicycles with Frame Size being 54 cm").Ids;
        int hidden = model.Weights.Configuration.Hidden;
        float[] whole = Run(BertGraph.Build(model.Weights, EncoderPrecision.Fp32, PoolingKind.Mean), hidden, session => session.Feed(ids));
        foreach (int cut in (int[])[0, 4, 6])
        {
            float[] lower = Run(BertGraph.BuildLower(model.Weights, cut), ids.Length * hidden, session => session.Feed(ids));
            float[] upper = Run(
                BertGraph.BuildUpper(model.Weights, cut, PoolingKind.Mean), hidden, session => session.Feed(lower, ids.Length, hidden));

            Assert.Equal(whole, upper, (a, b) => MathF.Abs(a - b) < 1e-5f);
        }
    }

    private static float[] Run(byte[] graph, int numbers, Func<PlainSession, float[]> run)
    {
        using var session = new PlainSession(graph);
        float[] result = run(session);
        Assert.Equal(numbers, result.Length);
        return result;
    }

    private static async Task<float[]> VectorAsync(string folder)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(folder, new EncoderOptions { Precision = EncoderPrecision.Fp32 });
        return (await encoder.EncodeAsync([Text]))[0].ToArray();
    }

    private async Task<string> ImportAsync()
    {
        await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["tiny"]);
        return scratch["tiny"];
    }

    private sealed class PlainSession(byte[] graph) : IDisposable
    {
        private readonly Microsoft.ML.OnnxRuntime.InferenceSession session = new(graph);

        public float[] Feed(int[] ids) => Run(Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]));

        public float[] Feed(float[] hidden, int tokens, int width) =>
            Run(Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(hidden, [1, tokens, width]));

        public void Dispose() => session.Dispose();

        private float[] Run(Microsoft.ML.OnnxRuntime.OrtValue input)
        {
            using (input)
            {
                using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
                using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
                return outputs[0].GetTensorDataAsSpan<float>().ToArray();
            }
        }
    }
}

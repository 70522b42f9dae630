using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

public sealed class ServedVectorsTests
{
    private const float Tolerance = 1e-4f;
    private const int MaxTokens = 256;

    [Theory]
    [InlineData("minilm-l6.jsonl", PoolingKind.Mean)]
    [InlineData("minilm-l6.cls.jsonl", PoolingKind.Cls)]
    public void The_network_that_is_trained_gives_the_vectors_of_the_reference_encoder(string fixture, PoolingKind pooling)
    {
        string folder = TestPaths.Shared("models", "minilm-l6");
        var configuration = BertConfiguration.Read(Path.Combine(folder, "config.json"));
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(folder);
        using var parameters = new ParameterSet();
        var network = new BertNetwork(configuration, parameters, new BertNetworkOptions(), new BertWeights(file, configuration).Read);
        Tensor ids = Tensor.Input("ids", DataType.Int32, "texts", "tokens");
        using var session = new ForwardSession(parameters, new ComputeOptions(), network.Encode(ids, null, pooling));
        foreach (string line in File.ReadLines(TestPaths.Shared("fixtures", "encoder", fixture)).Take(15))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            int[] tokens = [.. tokenizer.Encode(row.RootElement.GetProperty("text").GetString()!, MaxTokens).Ids];
            using var feeds = new Feeds();
            float[] found = session.Run(feeds.Set(ids, tokens, 1, tokens.Length))[0];
            float[] expected = [.. row.RootElement.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())];
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        }
    }
}

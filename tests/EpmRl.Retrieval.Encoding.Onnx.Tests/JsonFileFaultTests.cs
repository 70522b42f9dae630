using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>
/// Every JSON file of a checkpoint or model, with every wrong content: the message is ours, and names the file and what to do.
/// </summary>
public sealed class JsonFileFaultTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("config.json", "", "")]
    [InlineData("1_Pooling/config.json", "", "")]
    [InlineData("modules.json", """[{"type": "a.Transformer", "path": ""}, {"type": "a.Pooling", "path": "1_Pooling"}]""", "")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 12}""", "{}")]
    [InlineData("config_sentence_transformers.json", """{"prompts": {"query": "q: "}}""", "{}")]
    public async Task A_file_of_a_checkpoint_of_wrong_content_is_refused_in_our_words(string name, string good, string fine)
    {
        TestModels.WriteTiny(scratch["in"]);
        string path = Path.Combine(scratch["in"], name);
        await BrokenJson.IsRefusedInOurWordsAsync(path, good.Length > 0 ? good : File.ReadAllText(path), () =>
        {
            SentenceSettings.Read(scratch["in"], BertConfiguration.Read(Path.Combine(scratch["in"], "config.json")));
            return Task.CompletedTask;
        }, "", fine);
    }

    [Fact]
    public async Task A_model_s_manifest_and_golden_vectors_of_wrong_content_are_refused_in_our_words()
    {
        await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["model"]);
        string manifest = scratch["model/encoder.json"], golden = scratch["model/golden.jsonl"];
        int dimension = EncoderManifest.Read(scratch["model"]).Dimension;

        await BrokenJson.IsRefusedInOurWordsAsync(
            manifest, File.ReadAllText(manifest), () => Task.FromResult(EncoderManifest.Read(scratch["model"])), "mport the model again");
        await BrokenJson.IsRefusedInOurWordsAsync(
            golden, File.ReadLines(golden).First(), () => Task.FromResult(GoldenVectors.Read(golden, dimension)), "");
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("[]", "it holds a list, expected an object")]
    [InlineData("null", "it holds null, expected an object")]
    [InlineData("1", "it holds the number 1, expected an object")]
    [InlineData("\"\"", "it holds a text, expected an object")]
    [InlineData("{\"a\": {\"dtype\": \"F32\", \"sh", "it ends in the middle of the JSON, so it was cut")]
    [InlineData("{\"a\": {\"dtype\": \"F32\"}}", "'a.shape' is missing, expected a list of whole numbers")]
    [InlineData("{\"a\": 1}", "'a' is the number 1, expected an object")]
    [InlineData("{\"a\": {\"dtype\": 1}}", "'a.dtype' is the number 1, expected a text")]
    public void A_header_of_weights_of_wrong_content_is_refused_in_our_words(string header, string? expected)
    {
        string path = scratch["model.safetensors"];
        TestModels.WriteSafetensors(path, header, []);

        Exception? refused = Record.Exception(() => SafetensorsFile.Open(path).Dispose());

        Assert.Equal(expected is null, refused is null);
        Assert.Contains(expected ?? "", refused?.Message ?? "");
        Assert.True(refused is null || refused.Message.Contains("model.safetensors", StringComparison.Ordinal));
    }
}

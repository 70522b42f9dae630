using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class EncoderImporterTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Import_gives_the_same_vectors_whatever_the_weights_type_and_prefix()
    {
        float[]? expected = null;
        foreach ((string prefix, string type) in ((string, string)[])[("", "F32"), ("bert.", "F16"), ("", "BF16")])
        {
            string name = prefix + type;
            await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in-" + name], prefix, type), scratch[name]);
            using OnnxTextEncoder encoder = OnnxTextEncoder.Load(scratch[name], new EncoderOptions { Precision = EncoderPrecision.Fp32 });
            float[] vector = (await encoder.EncodeAsync(["Red shoes, a blue shoe."]))[0].ToArray();
            expected ??= vector;
            Assert.Equal(expected, vector);
        }
    }

    [Fact]
    public async Task Import_writes_a_manifest_that_names_every_file()
    {
        EncoderManifest manifest = await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["tiny"], "tiny-1");
        Assert.Equal(("tiny-1", 8, 12, PoolingKind.Mean), (manifest.Id, manifest.Dimension, manifest.MaxTokens, manifest.Pooling));
        Assert.Equal(["config.json", "golden.jsonl", "model.safetensors", "tokenizer_config.json", "vocab.txt"], manifest.Files.Keys);
        Assert.Equal(manifest.Files, EncoderManifest.Read(scratch["tiny"]).Files);
        Assert.Contains("tiny-1", File.ReadAllText(Path.Combine(scratch["tiny"], "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_takes_the_checkpoint_s_own_prefixes_into_the_prompts()
    {
        string checkpoint = TestModels.WriteTiny(scratch["in"]);
        File.WriteAllText(
            Path.Combine(checkpoint, "config_sentence_transformers.json"), """{"prompts": {"query": "query: ", "passage": "passage: "}}""");
        EncoderManifest manifest = await EncoderImporter.ImportAsync(checkpoint, scratch["tiny"]);
        Assert.Equal("query: {query}", manifest.Prompts.Query);
        Assert.StartsWith("passage: A {category}", manifest.Prompts.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "\"bert\"", "\"roberta\"", "model_type")]
    [InlineData("config.json", "\"gelu\"", "\"relu\"", "hidden_act")]
    [InlineData("config.json", "\"hidden_size\": 8", "\"hidden_size\": 9", "num_attention_heads")]
    [InlineData("config.json", "\"hidden_size\": 8", "\"hidden_size\": 16", "word_embeddings")]
    [InlineData("config.json", "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", "encoder.layer.1.")]
    [InlineData("config.json", "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 1e9", "num_hidden_layers")]
    [InlineData("config.json", "{", "", "config.json")]
    [InlineData("config.json", "\"vocab_size\": 13", "\"vocab_size\": 12", "embed")]
    [InlineData("1_Pooling/config.json", "mean_tokens", "max_tokens", "max_tokens")]
    [InlineData("1_Pooling/config.json", "false", "true", "cls_token + mean_tokens")]
    [InlineData("tokenizer_config.json", "BertTokenizer", "T5Tokenizer", "T5Tokenizer")]
    [InlineData("vocab.txt", "[UNK]", "[unk]", "[UNK]")]
    [InlineData("vocab.txt", "blue", "red", "red")]
    public async Task Import_refuses_what_it_would_compute_wrongly(string file, string text, string replacement, string reason)
    {
        string checkpoint = TestModels.WriteTiny(scratch["in"]);
        string path = Path.Combine(checkpoint, file);
        string before = File.ReadAllText(path);
        int at = before.IndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(path, before[..at] + replacement + before[(at + text.Length)..]);
        await RefusedAsync(checkpoint, reason);
    }

    [Theory]
    [InlineData("""[{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}, {"type": "sentence_transformers.models.Dense", "path": "2_Dense"}]""", "Dense")]
    [InlineData("""[{"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]""", "Pooling")]
    [InlineData("""[{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.Pooling", "path": "../elsewhere"}]""", "elsewhere")]
    [InlineData("""{"type": "x"}""", "modules.json")]
    [InlineData("""[1, 2]""", "modules.json")]
    public async Task Import_refuses_a_module_that_the_graph_does_not_have(string modules, string reason)
    {
        string checkpoint = TestModels.WriteTiny(scratch["in"]);
        File.WriteAllText(Path.Combine(checkpoint, "modules.json"), modules);
        await RefusedAsync(checkpoint, reason);
    }

    [Theory]
    [InlineData("pytorch_model.bin", "pytorch_model.bin")]
    [InlineData("model.safetensors.index.json", "several")]
    [InlineData("readme", "no weights")]
    public async Task Import_refuses_other_weights_than_one_safetensors_file(string file, string reason)
    {
        string checkpoint = TestModels.WriteTiny(scratch["in"]);
        File.Move(Path.Combine(checkpoint, "model.safetensors"), Path.Combine(checkpoint, file));
        await RefusedAsync(checkpoint, reason);
    }

    [Fact]
    public async Task Import_refuses_a_target_that_exists()
    {
        scratch.Write("model/mine.txt", "keep me");
        await Assert.ThrowsAsync<IOException>(() => EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["model"]));
        Assert.Equal("keep me", File.ReadAllText(Path.Combine(scratch["model"], "mine.txt")));
    }

    private async Task RefusedAsync(string checkpoint, string reason)
    {
        var error = await Assert.ThrowsAsync<ModelFormatException>(() => EncoderImporter.ImportAsync(checkpoint, scratch["model"]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(["in"], Directory.GetFileSystemEntries(scratch.Path).Select(Path.GetFileName)); // no partial output remains
    }
}

using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>A model folder that was changed, damaged or forged after import.</summary>
public sealed class ModelFolderTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();

    private string Model => scratch["tiny"];

    public async ValueTask InitializeAsync() => await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), Model);

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    [InlineData("golden.jsonl")]
    public void Load_refuses_a_changed_or_missing_file(string file)
    {
        string path = Path.Combine(Model, file);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Refused(path, "SHA-256");
        File.Delete(path);
        Refused(path, "missing");
    }

    [Fact]
    public void Load_refuses_a_tokenizer_that_the_manifest_does_not_list()
    {
        File.WriteAllText(Path.Combine(Model, "tokenizer.json"), "{}");
        Refused("tokenizer.json", "not listed");
    }

    [Theory]
    [InlineData("\"vocab.txt\"", "\"../vocab.txt\"", "plain file name")]
    [InlineData("\"vocab.txt\"", "\"/etc/passwd\"", "plain file name")]
    [InlineData("\"format\": 1", "\"format\": 2", "Update epmrl")]
    [InlineData("\"bert\"", "\"llama\"", "llama")]
    [InlineData("\"mean\"", "\"max\"", "pooling")]
    [InlineData("\"dimension\": 8", "\"dimension\": 9", "dimensions")]
    [InlineData("\"max_tokens\": 12", "\"max_tokens\": 13", "positions")]
    [InlineData("\"format\": 1,", "\"format\": 1, \"surprise\": true,", "surprise")]
    [InlineData("{", "", "encoder.json")]
    [InlineData("\"A {category} with {attribute} being {value}\"", "null", "prompts.value is null; expected a text with {value}.")]
    [InlineData("being {value}", "being value", "prompts.value is 'A {category} with {attribute} being value'; expected a text with {value}.")]
    [InlineData("{title}", "title", "prompts.item is ")]
    [InlineData("\"{query}\"", "\"\"", "prompts.query is ''; expected a text with {query}.")]
    [InlineData("{path}", "path", "prompts.category is ")]
    [InlineData("\"n/a\"", "null", "prompts.null is null; expected a text.")]
    public void Load_refuses_a_manifest_that_is_wrong(string text, string replacement, string reason)
    {
        string path = Path.Combine(Model, "encoder.json");
        string before = File.ReadAllText(path);
        int at = before.IndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(path, before[..at] + replacement + before[(at + text.Length)..]);
        Refused(reason);
    }

    [Fact]
    public void Load_says_how_to_make_a_model_where_there_is_none() => Assert.Contains(
        "encoder import", Assert.Throws<ModelFormatException>(() => OnnxTextEncoder.Load(scratch["in"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Check_fails_when_vectors_drift_from_the_stored_ones()
    {
        Assert.All(await ModelCheck.RunAsync(Model, EncoderDevice.Cpu), check => Assert.True(check.Passed || check.Precision == "int8", check.ToString()));
        string golden = Path.Combine(Model, "golden.jsonl");
        string[] lines = File.ReadAllLines(golden);
        lines[1] = lines[1].Replace("\"embedding\":[", "\"embedding\":[0.5,", StringComparison.Ordinal);
        lines[1] = lines[1][..lines[1].LastIndexOf(',')] + "]}"; // all numbers moved one place on
        File.WriteAllLines(golden, lines);
        EncoderManifest manifest = EncoderManifest.Read(Model);
        manifest.Files["golden.jsonl"] = Sha256Hex.OfFile(golden);
        manifest.Write(Model);
        Assert.All(await ModelCheck.RunAsync(Model, EncoderDevice.Cpu), check => Assert.False(check.Passed, check.ToString()));
    }

    [Fact]
    public async Task Other_prompts_make_another_space()
    {
        string Fingerprint()
        {
            using OnnxTextEncoder encoder = OnnxTextEncoder.Load(Model, new EncoderOptions { Precision = EncoderPrecision.Fp32 });
            return encoder.Space.Fingerprint;
        }

        string before = Fingerprint();
        await EncoderImporter.ImportAsync(scratch["in"], scratch["again"], "another name");
        EncoderManifest manifest = EncoderManifest.Read(Model);
        (manifest with { Prompts = manifest.Prompts with { Query = "find: {query}" } }).Write(Model);
        Assert.NotEqual(before, Fingerprint());
    }

    private void Refused(params string[] reasons)
    {
        var error = Assert.Throws<ModelFormatException>(() => OnnxTextEncoder.Load(Model));
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message, StringComparison.Ordinal));
    }
}

using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Indexing;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>A model folder that was changed, damaged or forged after import.</summary>
public sealed class ModelFolderTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();

    private string Model => scratch["tiny"];

    private static ModelFolderOptions Fp32 { get; } = new()
    {
        Encoder = new EncoderOptions { Precision = EncoderPrecision.Fp32, Device = EncoderDevice.Cpu },
    };

    public async ValueTask InitializeAsync() => await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), Model);

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Open_brings_the_encoder_and_nothing_learned_when_the_folder_holds_an_encoder_alone()
    {
        using ModelFolder model = ModelFolder.Open(Model, Fp32);
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(Model, Fp32.Encoder);

        Assert.Equal(encoder.Space, model.Space);
        Assert.Equal(
            (await encoder.EncodeAsync(["red shoes"]))[0].ToArray(), (await model.Encoder.EncodeAsync(["red shoes"]))[0].ToArray());
        Assert.Null(model.Model);
        Assert.Null(model.Calibration);
        Assert.Equal(new IdentificationOptions(), model.Identification);
    }

    [Fact]
    public void Open_identifies_with_the_calibration_in_the_encoders_folder()
    {
        string own = Path.Combine(Model, "calibration.json");
        Calibrate(own, samples: 3);
        using ModelFolder model = ModelFolder.Open(Model, Fp32);

        Assert.Equal(own, model.CalibrationFile);
        Assert.Equal(3, model.Identification.Calibration!.Kinds[AttributeKind.Categorical].Samples);
    }

    [Fact]
    public void Open_prefers_the_calibration_that_is_named_and_leaves_the_folders_own_out_when_asked()
    {
        Calibrate(Path.Combine(Model, "calibration.json"), samples: 3);
        Calibrate(scratch["other.json"], samples: 4);
        using ModelFolder named = ModelFolder.Open(Model, Fp32 with { Calibration = scratch["other.json"] });
        using ModelFolder alone = ModelFolder.Open(Model, Fp32 with { EncoderOnly = true });

        Assert.Equal(4, named.Calibration!.Kinds[AttributeKind.Categorical].Samples);
        Assert.Null(alone.Calibration);
    }

    [Fact]
    public void Open_refuses_what_was_fitted_in_another_space()
    {
        Calibrate(Path.Combine(Model, "calibration.json"), samples: 3);
        var other = new ModelFolderOptions { Encoder = Fp32.Encoder with { Precision = EncoderPrecision.Int8 } };

        SpaceMismatchException error = Assert.Throws<SpaceMismatchException>(() => ModelFolder.Open(Model, other));
        Assert.Contains("calibration.json was fitted in space", error.Message, StringComparison.Ordinal);
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
    public void Load_says_where_there_is_no_model() => Assert.Contains(
            "is not a model folder",
            Assert.Throws<ModelFormatException>(() => OnnxTextEncoder.Load(scratch["in"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task Check_fails_when_vectors_drift_from_the_stored_ones()
    {
        Assert.All(await ModelCheck.RunAsync(Model, EncoderDevice.Cpu), check =>
            Assert.True(check.Passed || check.Precision == "int8", check.ToString()));
        string golden = Path.Combine(Model, "golden.jsonl");
        string[] lines = File.ReadAllLines(golden);
        lines[1] = lines[1].Replace("\"embedding\":[", "\"embedding\":[0.5,", StringComparison.Ordinal);
        lines[1] = lines[1][..lines[1].LastIndexOf(',')] + "]}"; // all numbers shifted by one place
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

    private void Calibrate(string file, int samples)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(Model, Fp32.Encoder);
        CalibrationFile.Save(
            new Calibration
            {
                Space = encoder.Space.Fingerprint,
                Kinds = new Dictionary<AttributeKind, CalibrationCurve> { [AttributeKind.Categorical] = new(1, 0, 0.5, 0.6, samples) },
                Attributes = new Dictionary<string, CalibrationCurve>(),
            },
            file);
    }
}

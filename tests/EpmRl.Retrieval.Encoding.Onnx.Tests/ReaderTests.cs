using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>A reader in a model folder: its body in the encoder's graph, and the probabilities of spans.</summary>
public sealed class ReaderTests(ShippedEncoder shipped) : IClassFixture<ShippedEncoder>, IDisposable
{
    private static readonly ReaderSizes Full = new(Hidden: 384, Width: 192, Span: 128, Attribute: 256);
    private static readonly ReaderSizes Small = new(Hidden: 384, Width: 20, Span: 12, Attribute: 7);

    private static readonly string[] Texts =
    [
        "red shoe", "", "a", "stainless steel water bottle 750 ml", "red shoe",
        "title: Trail running shoe\ndescription: Light shoe with a breathable mesh upper, not in blue.",
    ];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task States_are_the_parts_of_the_formula_in_fp32()
    {
        var plain = new PlainReader(Full, seed: 1);
        using ModelFolder folder = Open(plain, EncoderPrecision.Fp32);
        EmbeddingBatch raw = await ((ITokenEncoder)shipped.Fp32).EncodeTokensAsync(Texts);
        EmbeddingBatch read = await Tokens(folder).EncodeTokensAsync(Texts);

        Assert.Equal(3 * Full.Span, Tokens(folder).StateSize);
        for (int i = 0; i < Texts.Length; i++)
        {
            double[][] expected = plain.Parts(Rows(raw.TokensOf(i)!));
            double largest = Rows(read.TokensOf(i)!).Zip(expected, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
            Assert.True(largest < 1e-4, $"text {i}: {largest}");
            Assert.Equal(raw[i].ToArray(), read[i].ToArray()); // vectors are bit for bit those without a reader
        }

        Assert.Same(read.TokensOf(0), read.TokensOf(4));
    }

    [Theory]
    [InlineData(EncoderPrecision.Fp16, 0.999)]
    [InlineData(EncoderPrecision.Int8, 0.98)] // measured: 0.9936 to 0.9975
    public async Task States_in_other_precisions_are_near_those_in_fp32(EncoderPrecision precision, double leastCosine)
    {
        var plain = new PlainReader(Full, seed: 2);
        using ModelFolder reference = Open(plain, EncoderPrecision.Fp32), folder = Open(plain, precision);
        EmbeddingBatch expected = await Tokens(reference).EncodeTokensAsync(Texts);
        EmbeddingBatch raw = await ((ITokenEncoder)shipped[precision]).EncodeTokensAsync(Texts);
        EmbeddingBatch read = await Tokens(folder).EncodeTokensAsync(Texts);
        for (int i = 0; i < Texts.Length; i++)
        {
            double cosine = TensorPrimitives.CosineSimilarity(expected.TokensOf(i)!.States.Span, read.TokensOf(i)!.States.Span);
            TestContext.Current.TestOutputHelper?.WriteLine($"{precision} text {i}: cosine {cosine}");
            Assert.True(cosine > leastCosine, $"text {i}: {cosine}");
            Assert.Equal(raw[i].ToArray(), read[i].ToArray());

            // The body itself is computed in 32-bit floats.
            double[][] own = plain.Parts(Rows(raw.TokensOf(i)!));
            Assert.True(Rows(read.TokensOf(i)!).Zip(own, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max() < 1e-4);
        }
    }

    [Fact]
    public async Task A_text_has_the_same_states_alone_and_among_others()
    {
        using ModelFolder folder = Open(new PlainReader(Small, seed: 3), EncoderPrecision.Fp32);
        string[] texts = [.. Texts, .. Enumerable.Range(0, 150).Select(i => $"value number {i} of {i % 7} kinds")];
        EmbeddingBatch together = await Tokens(folder).EncodeTokensAsync(texts);
        for (int i = 0; i < texts.Length; i += 5)
        {
            TokenStates alone = (await Tokens(folder).EncodeTokensAsync([texts[i]])).TokensOf(0)!;
            Assert.True(TensorPrimitives.Distance(alone.States.Span, together.TokensOf(i)!.States.Span) < 1e-3f, texts[i]);
        }
    }

    [Fact]
    public async Task Probabilities_are_those_of_the_formula()
    {
        var plain = new PlainReader(Full, seed: 4);
        using ModelFolder folder = Open(plain, EncoderPrecision.Fp32);
        EmbeddingBatch batch = await Tokens(folder).EncodeTokensAsync([string.Join(' ', Texts), "A Shoe with Colour being red"]);
        TokenStates tokens = batch.TokensOf(0)!;
        double[][] parts = Rows(tokens);
        double[] sentence = [.. batch[1].ToArray().Select(x => (double)x)];
        float[] attribute = folder.Reader!.Prepare(batch[1].Span);
        for (int length = 1; length <= 12; length++)
        {
            double expected = plain.Probability(parts, length, 2 * length - 1, sentence);
            Assert.Equal(expected, folder.Reader.Probability(folder.Reader.Span(tokens, length, 2 * length - 1), attribute), 1e-5);
        }

        double[] single = [.. Enumerable.Range(1, 20).Select(t => folder.Reader.Probability(folder.Reader.Span(tokens, t, t), attribute))];
        Assert.InRange(single.Distinct().Count(), 15, 20);
    }

    [Fact]
    public async Task The_reader_can_be_left_out()
    {
        using ModelFolder folder = Open(new PlainReader(Small, seed: 5), EncoderPrecision.Fp32, withoutReader: true);
        TokenStates tokens = (await Tokens(folder).EncodeTokensAsync(["red shoe"])).TokensOf(0)!;

        Assert.Null(folder.Reader);
        Assert.Equal((384, 384), (tokens.Size, Tokens(folder).StateSize));
        Assert.Equal(shipped.Fp32.Space, folder.Space);
    }

    [Fact]
    public void A_folder_without_a_reader_has_none()
    {
        using ModelFolder folder = ModelFolder.Open(ShippedEncoder.Folder, Options(EncoderPrecision.Fp32));
        Assert.Null(folder.Reader);
    }

    [Fact]
    public void A_reader_does_not_change_the_space()
    {
        using ModelFolder folder = Open(new PlainReader(Small, seed: 6), EncoderPrecision.Int8);
        Assert.Equal(shipped.Int8.Space, folder.Space);
    }

    [Theory]
    [InlineData("reader.near.weight", null, "tensor 'reader.near.weight' is missing")]
    [InlineData("reader.near.weight", new long[] { 20, 99 }, "has shape [20, 99]; expected [20, 100]")]
    [InlineData("reader.input.weight", new long[] { 20, 312 }, "trained for another encoder")]
    [InlineData("reader.input.weight", new long[] { 20 }, "has shape [20]; expected two dimensions above 0")]
    [InlineData("reader.parts.weight", new long[] { 35, 20 }, "has 35 rows; expected a multiple of 3")]
    [InlineData("reader.parts.bias", new long[] { 35 }, "tensor 'reader.parts.bias' has shape [35]; expected [36]")]
    [InlineData("reader.length", new long[] { 8, 11 }, "tensor 'reader.length' has shape [8, 11]; expected [8, 12]")]
    [InlineData("reader.attribute.output.bias", new long[] { 12 }, "has shape [12]; expected [13]")]
    public void A_damaged_file_is_refused_with_the_tensors_name(string tensor, long[]? shape, string reason)
    {
        string path = scratch["reader.safetensors"];
        TestModels.WriteSafetensors(path, [.. Small.Tensors.Where(each => shape is not null || each.Name != tensor).Select(each =>
        {
            long[] written = each.Name == tensor ? shape! : each.Shape;
            return (each.Name, "F32", written, new byte[4 * written.Aggregate(1L, (a, b) => a * b)]);
        })]);

        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ReaderFile.Read(path, 384));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_number_that_is_not_finite_is_refused()
    {
        var plain = new PlainReader(Small, seed: 8);
        plain["reader.far.bias"][3] = float.NaN;
        plain.WriteTo(scratch.Path);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => ReaderFile.Read(scratch["reader.safetensors"], 384));
        Assert.Contains("'reader.far.bias' has numbers that are not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_reader_keeps_the_folder_from_opening()
    {
        string folder = new PlainReader(Small, seed: 9).AddedToShipped(scratch, "model");
        string path = Path.Combine(folder, "reader.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..1000]);
        Assert.Throws<ModelFormatException>(() => ModelFolder.Open(folder, Options(EncoderPrecision.Fp32)));
    }

    [Fact]
    public async Task A_cache_over_an_encoder_gives_its_vectors_and_the_encoders_states()
    {
        using var cached = (ITokenEncoder)CachedTextEncoder.Over(
            OnnxTextEncoder.Load(ShippedEncoder.Folder, Options(EncoderPrecision.Int8).Encoder), scratch["cache"]);
        EmbeddingBatch expected = await ((ITokenEncoder)shipped.Int8).EncodeTokensAsync(Texts);
        await cached.EncodeAsync(Texts[..2]);
        EmbeddingBatch found = await cached.EncodeTokensAsync(Texts);

        Assert.Equal(shipped.Int8.StateSize, cached.StateSize);
        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.Equal(expected[i].ToArray(), found[i].ToArray());
            Assert.Equal(expected.TokensOf(i)!.States.ToArray(), found.TokensOf(i)!.States.ToArray());
        }
    }

    private static ModelFolderOptions Options(EncoderPrecision precision, bool withoutReader = false) => new()
    {
        Encoder = new EncoderOptions { Precision = precision, Device = EncoderDevice.Cpu, Threads = 2, WithoutReader = withoutReader },
    };

    private static ITokenEncoder Tokens(ModelFolder folder) => (ITokenEncoder)folder.Encoder;

    private static double[][] Rows(TokenStates tokens) =>
        [.. Enumerable.Range(0, tokens.Count).Select(t => tokens[t].ToArray().Select(x => (double)x).ToArray())];

    private ModelFolder Open(PlainReader reader, EncoderPrecision precision, bool withoutReader = false) =>
        ModelFolder.Open(reader.AddedToShipped(scratch, $"model-{precision}-{withoutReader}"), Options(precision, withoutReader));
}

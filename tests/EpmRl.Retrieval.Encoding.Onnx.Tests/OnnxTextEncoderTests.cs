using System.Numerics.Tensors;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class OnnxTextEncoderTests : IClassFixture<ShippedEncoder>
{
    private static readonly string[] Texts =
    [
        "red shoe", "", "stainless steel water bottle 750 ml", "red shoe", "Größe 42½ – 日本製", "a", "blue shoe",
        string.Join(' ', Enumerable.Repeat("extendable dining table made of solid oak", 60)),
        "title: Trail running shoe\ndescription: Light shoe with a breathable mesh upper.",
    ];

    private readonly ShippedEncoder shipped;

    public OnnxTextEncoderTests(ShippedEncoder shipped) => this.shipped = shipped;

    public static TheoryData<EncoderPrecision> Precisions => [EncoderPrecision.Fp32, EncoderPrecision.Int8];

    [Theory]
    [MemberData(nameof(Precisions))]
    public async Task Encode_gives_the_same_vector_alone_and_among_others(EncoderPrecision precision)
    {
        OnnxTextEncoder encoder = shipped[precision];
        string[] texts = [.. Texts, .. Enumerable.Range(0, 150).Select(i => $"value number {i} of {i % 7} kinds")];
        EmbeddingBatch together = await encoder.EncodeAsync(texts);
        for (int i = 0; i < texts.Length; i += 3)
        {
            EmbeddingBatch alone = await encoder.EncodeAsync([texts[i]]);
            float largest = LargestDifference(alone[0].Span, together[i].Span);
            Assert.True(largest <= ModelCheck.NeighbourTolerance, $"text {i}: {largest}");
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public async Task Encode_answers_in_input_order_with_unit_vectors(EncoderPrecision precision)
    {
        OnnxTextEncoder encoder = shipped[precision];
        EmbeddingBatch forward = await encoder.EncodeAsync(Texts);
        EmbeddingBatch backward = await encoder.EncodeAsync([.. Texts.Reverse()]);
        for (int i = 0; i < Texts.Length; i++)
        {
            Assert.True(LargestDifference(forward[i].Span, backward[Texts.Length - 1 - i].Span) <= 1e-6f);
            Assert.Equal(1, TensorPrimitives.Norm(forward[i].Span), 1e-5f);
        }

        Assert.Equal(forward[0].ToArray(), forward[3].ToArray());                                 // equal texts
        Assert.True(LargestDifference(forward[0].Span, forward[6].Span) > 0.01f);                 // unequal ones
    }

    [Fact]
    public async Task A_text_beyond_the_longest_input_is_cut_and_marked()
    {
        EmbeddingBatch vectors = await shipped.Int8.EncodeAsync(Texts);
        Assert.Equal([7], Enumerable.Range(0, Texts.Length).Where(vectors.IsTruncated));
    }

    [Fact]
    public async Task Encode_of_no_texts_is_empty() => Assert.Equal(0, (await shipped.Int8.EncodeAsync([])).Count);

    [Fact]
    public async Task Encode_rejects_a_null_text()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await shipped.Int8.EncodeAsync(["a", null!]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await shipped.Int8.EncodeAsync([null!]));
    }

    [Fact]
    public async Task Encode_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        string[] texts = [.. Enumerable.Range(0, 20_000).Select(i => $"listing {i} with a few words more than a name")];
        source.CancelAfter(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shipped.Int8.EncodeAsync(texts, source.Token));
        Assert.Equal(1, (await shipped.Int8.EncodeAsync(["still works"])).Count);
    }

    [Fact]
    public async Task Concurrent_callers_get_what_a_lone_one_gets()
    {
        string[][] calls =
            [.. Enumerable.Range(0, 8).Select(call => Enumerable.Range(0, 40).Select(i => $"call {call} text {i * call}").ToArray())];
        EmbeddingBatch[] expected = new EmbeddingBatch[calls.Length];
        for (int i = 0; i < calls.Length; i++)
        {
            expected[i] = await shipped.Int8.EncodeAsync(calls[i]);
        }

        EmbeddingBatch[] found = await Task.WhenAll(calls.Select(call => Task.Run(async () => await shipped.Int8.EncodeAsync(call))));
        for (int i = 0; i < calls.Length; i++)
        {
            for (int text = 0; text < calls[i].Length; text++)
            {
                Assert.True(LargestDifference(expected[i][text].Span, found[i][text].Span) <= 1e-6f);
            }
        }
    }

    [Fact]
    public void Encoding_allocates_little_besides_the_vectors()
    {
        // With one thread, all work is done on the caller's thread, so other tests do not count.
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(
            ShippedEncoder.Folder, new EncoderOptions { Precision = EncoderPrecision.Int8, Device = EncoderDevice.Cpu, Threads = 1 });
        string[] texts = [.. Enumerable.Range(0, 256).Select(i => $"A Laptops with Memory Size being {i} GB")];
        Assert.True(encoder.EncodeAsync(texts).IsCompletedSuccessfully);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(encoder.EncodeAsync(texts).IsCompletedSuccessfully);
        double perText = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)texts.Length;
        int vector = encoder.Space.Dimension * sizeof(float);
        Assert.InRange(perText, vector, vector + 1000);
    }

    [Fact]
    public void Each_precision_is_a_space_of_its_own()
    {
        EncoderSpace fp32 = shipped.Fp32.Space, int8 = shipped.Int8.Space;
        Assert.Equal(("catalog-l6", "fp32", 384, 256), (fp32.ModelId, fp32.Precision, fp32.Dimension, fp32.MaxTokens));
        Assert.Equal("int8", int8.Precision);
        Assert.NotEqual(fp32.Fingerprint, int8.Fingerprint);
        Assert.Equal(16, fp32.Fingerprint.Length);
    }

    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    public void Device_names_are_read(string text, string expected) => Assert.Equal(expected, EncoderDevice.Parse(text).ToString());

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("")]
    public void Other_device_names_are_refused(string text) => Assert.Throws<FormatException>(() => EncoderDevice.Parse(text));

    [Fact]
    public async Task The_shipped_model_passes_its_check()
    {
        IReadOnlyList<PrecisionCheck> checks = await ModelCheck.RunAsync(ShippedEncoder.Folder, EncoderDevice.Cpu);
        Assert.Equal(["fp32", "fp16", "int8"], checks.Select(check => check.Precision));
        Assert.All(checks, check => Assert.True(check.Passed, check.ToString()));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_benchmark_reports_speed_with_quality()
    {
        string[] texts = [.. Enumerable.Range(0, 48).Select(i => $"title: Shoe number {i % 40}\ndescription: {new string('x', i % 9)} "
            + $"light and grippy")];
        EncoderBenchmarkReport report = await EncoderBenchmark.RunAsync(
            ShippedEncoder.Folder, texts, [EncoderPrecision.Fp32, EncoderPrecision.Int8], rounds: 1);
        Assert.Equal(["plain fp32", "int8", "fp32"], report.Rows.Select(row => row.Name));
        Assert.InRange(report.Rows[1].MeanCosine, 0.99, 0.99999);
        Assert.InRange(report.Rows[2].LeastCosine, 0.99999, 1.00001);
        Assert.All(report.Rows, row => Assert.True(row.MedianTextsPerSecond > 0 && row.CpuMillisecondsPerText > 0));
    }

    private static float LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(a[i] - b[i]));
        }

        return largest;
    }
}

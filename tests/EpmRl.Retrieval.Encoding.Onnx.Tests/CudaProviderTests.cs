using System.Diagnostics;
using System.Numerics.Tensors;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>
/// Tests of GPU support that need no GPU. EPMRL_CUDA_PUBLISH names a publish folder built with -p:Cuda=true for the tests of its program.
/// </summary>
public sealed class CudaProviderTests(ShippedEncoder shipped) : IClassFixture<ShippedEncoder>
{
    private const string NotFound =
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& "
            + "onnxruntime::ProviderLibrary::Get() " +
        "[ONNXRuntimeError] : 1 : FAIL : Failed to load library /opt/epmrl/libonnxruntime_providers_cuda.so with error: " +
        "libcublasLt.so.13: cannot open shared object file: No such file or directory\n";

    [Fact]
    public void Cuda_without_its_provider_is_an_error_that_names_the_library_and_the_build_option()
    {
        Assert.SkipWhen(CudaProvider.WhyAbsent() is null, "This build has the CUDA provider.");
        var error = Assert.Throws<EncoderException>(() =>
            OnnxTextEncoder.Load(ShippedEncoder.Folder, new EncoderOptions { Device = EncoderDevice.Cuda() }));
        Assert.Matches("CUDA does not work: .*onnxruntime_providers_cuda.* build with -p:Cuda=true", error.Message);
        Assert.EndsWith("Or use the processor.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_without_the_provider_uses_the_processor_and_reports_nothing()
    {
        Assert.SkipWhen(CudaProvider.WhyAbsent() is null, "This build has the CUDA provider.");
        var told = new List<string>();
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(ShippedEncoder.Folder, new EncoderOptions { OnFallback = told.Add });
        Assert.Equal(("cpu", "int8"), (encoder.Device.ToString(), encoder.Space.Precision));
        Assert.Empty(told);
    }

    [Theory]
    [InlineData(NotFound, "libcublasLt.so.13: cannot open shared object file: No such file or directory")]
    [InlineData("[ErrorCode:Fail] CUDA failure 35: driver too old. ", "[ErrorCode:Fail] CUDA failure 35: driver too old")]
    [InlineData("[ONNXRuntimeError] : 1 : FAIL : CUDA failure 100: no CUDA-capable device is detected", "CUDA failure 100: no CUDA-capable device is detected")]
    public void The_reason_is_taken_out_of_the_runtimes_message(string message, string reason) =>
        Assert.Equal(reason, CudaProvider.Reason(message));

    [Fact]
    public void The_session_gets_the_gpus_number_an_arena_that_does_not_double_and_full_fp32() => Assert.Equal(
        new Dictionary<string, string> { ["device_id"] = "2", ["arena_extend_strategy"] = "kSameAsRequested", ["use_tf32"] = "0" },
        CudaProvider.Settings(2));

    [Theory]
    [InlineData("cpu", EncoderPrecision.Fp32, 6, 512)]
    [InlineData("cpu", EncoderPrecision.Int8, 6, 1)]
    [InlineData("cuda", EncoderPrecision.Fp16, 1, 16_384)]
    [InlineData("cuda:1", EncoderPrecision.Fp32, 1, 16_384)]
    public void A_gpu_has_one_queue_of_large_batches(string device, EncoderPrecision precision, int lanes, int batchTokens) =>
        Assert.Equal(new EncoderBatching(lanes, batchTokens), EncoderBatching.For(EncoderDevice.Parse(device), precision, threads: 6));

    // On the CPU, but with a GPU's batches and its single queue.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Concurrent_callers_share_a_gpus_queue_and_get_what_a_lone_text_gets()
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(
            ShippedEncoder.Folder, EncoderPrecision.Fp32, EncoderBatching.For(EncoderDevice.Cuda(), EncoderPrecision.Fp32, threads: 6));
        string[][] calls = [.. Enumerable.Range(0, 6)
            .Select(call => Enumerable.Range(0, 60).Select(i => $"call {call} text {i} of {i % 5} kinds").ToArray())];
        EmbeddingBatch[] found = await Task.WhenAll(calls.Select(call => Task.Run(async () => await encoder.EncodeAsync(call))));
        for (int i = 0; i < calls.Length; i++)
        {
            EmbeddingBatch expected = await shipped.Fp32.EncodeAsync(calls[i]);
            Assert.All(Enumerable.Range(0, calls[i].Length), text =>
                Assert.InRange(TensorPrimitives.CosineSimilarity(expected[text].Span, found[i][text].Span), 0.99999f, 1.00001f));
        }
    }

    [Fact]
    public async Task Fp16_keeps_the_vectors_of_fp32()
    {
        string[] texts =
        [
            .. File.ReadLines(TestPaths.InProject("samples", "products.jsonl")).Take(40), "a", "", "Größe 42½ – 日本製",
            string.Join(' ', Enumerable.Repeat("extendable dining table made of solid oak", 60)),
        ];
        EmbeddingBatch full = await shipped.Fp32.EncodeAsync(texts), half = await shipped.Fp16.EncodeAsync(texts);
        Assert.All(Enumerable.Range(0, texts.Length), i =>
            Assert.InRange(TensorPrimitives.CosineSimilarity(full[i].Span, half[i].Span), 0.999f, 1.00001f));
    }

    [Fact]
    public void A_publish_with_cuda_holds_one_runtime_and_the_provider_of_its_platform_alone()
    {
        Assert.Equal(
            ["libonnxruntime.so", "libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so",
                "libonnxruntime_providers_tensorrt.so"],
            Directory.EnumerateFiles(Publish(), "*", SearchOption.AllDirectories)
                .Select(file => Path.GetFileName(file)!)
                .Where(name => name.Contains("onnxruntime", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_publish_with_cuda_names_the_missing_library_or_falls_back_when_it_may()
    {
        string program = Path.Combine(Publish(), "epmrl");
        Assert.SkipWhen(File.Exists("/dev/nvidiactl"), "This machine has a GPU: tests/gpu/check.sh is its test.");
        (int code, string output, string error) = await EmbedAsync(program, "cuda");
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Matches(@"^error: CUDA does not work: lib\w+\.so\.\d+: cannot open shared object file", error);

        (code, output, error) = await EmbedAsync(program, "auto");
        Assert.Equal(0, code);
        Assert.Contains("embedding", output, StringComparison.Ordinal);
        Assert.Matches(@"warning: Using the processor instead of a GPU\. CUDA does not work: lib\w+\.so\.\d+: cannot open", error);
    }

    private static string Publish()
    {
        string? folder = Environment.GetEnvironmentVariable("EPMRL_CUDA_PUBLISH");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder), "EPMRL_CUDA_PUBLISH names no folder published with -r linux-x64 --self-contained -p:Cuda=true.");
        return folder!;
    }

    private static async Task<(int Code, string Output, string Error)> EmbedAsync(string program, string device)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["embed", "--device", device])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync("""{"id":"1","text":"red shoe"}""" + "\n");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

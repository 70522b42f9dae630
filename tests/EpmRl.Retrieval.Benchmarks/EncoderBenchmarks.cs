using BenchmarkDotNet.Attributes;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>The encoder against a plain session of ONNX Runtime with its default settings.</summary>
public class EncoderBenchmarks
{
    private EncoderModel model = null!;
    private OnnxTextEncoder encoder = null!;
    private PlainEncoder plain = null!;
    private string[] texts = [];

    [GlobalSetup]
    public void Open()
    {
        model = EncoderModel.Open(Samples.Model);
        encoder = OnnxTextEncoder.Load(Samples.Model);
        plain = new PlainEncoder(model, Environment.ProcessorCount);
        texts = [.. Samples.Listings.Select(listing => $"title: {listing.Title}\ndescription: {listing.Description}")];
    }

    [Benchmark]
    public async Task<int> Encoder() => (await encoder.EncodeAsync(texts)).Count;

    [Benchmark(Baseline = true)]
    public int PlainSession() => plain.Encode(texts).Length;

    [GlobalCleanup]
    public void Close()
    {
        plain.Dispose();
        encoder.Dispose();
        model.Dispose();
    }
}

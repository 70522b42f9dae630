using BenchmarkDotNet.Attributes;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;

namespace EpmRl.Retrieval.Benchmarks;

/// <summary>Titles and descriptions to tokens.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmark
{
    private readonly TokenBuffer buffer = new();
    private WordPieceTokenizer tokenizer = null!;
    private string[] texts = [];

    [GlobalSetup]
    public void Open()
    {
        tokenizer = EncoderModel.Open(Samples.Model).Tokenizer;
        texts = [.. Samples.Listings.Select(listing => $"{listing.Title}\n{listing.Description}")];
    }

    [Benchmark]
    public void Encode()
    {
        foreach (string text in texts)
        {
            tokenizer.Encode(text, buffer, maxTokens: 256);
        }
    }
}

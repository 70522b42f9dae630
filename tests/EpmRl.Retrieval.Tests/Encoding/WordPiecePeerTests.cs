using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Text;
using FastBertTokenizer;

namespace EpmRl.Retrieval.Tests.Encoding;

/// <summary>The tokenizer against another implementation, FastBertTokenizer, on texts of listings.</summary>
public sealed class WordPiecePeerTests
{
    private const int MaxTokens = 1 << 16;

    [Fact]
    public void Sample_listings_have_the_tokens_that_FastBertTokenizer_gives() =>
        AssertEqual(TestPaths.InProject("samples", "products.jsonl"), "title", "description", atLeast: 80);

    [Fact]
    public void Web_listings_have_the_tokens_that_FastBertTokenizer_gives() =>
        AssertEqual(TestPaths.Shared("data", "wdc-pave", "train_large.jsonl"), "input_title", "input_description", atLeast: 1066);

    private static void AssertEqual(string file, string title, string description, int atLeast)
    {
        string model = TestPaths.InProject("models", "catalog-l6");
        WordPieceTokenizer own = WordPieceTokenizer.Load(model);
        var peer = new BertTokenizer();
        using (FileStream json = File.OpenRead(Path.Combine(model, "tokenizer.json")))
        {
            peer.LoadTokenizerJson(json);
        }

        var ids = new long[MaxTokens];
        var mask = new long[MaxTokens];
        var types = new long[MaxTokens];
        int texts = 0;
        foreach (string line in File.ReadLines(file))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string text = $"{TextOf(row, title)}\n{TextOf(row, description)}";
            // The peer leaves decomposition to the runtime, which with InvariantGlobalization decomposes nothing: it would read 'é' as
            // unknown.
            Array.Clear(mask);
            peer.Encode(UnicodeForms.Decompose(text, false), ids, mask, types);
            long[] expected = ids[..mask.Count(bit => bit == 1)];

            Assert.Equal(expected, own.Encode(text, MaxTokens).Ids.Select(id => (long)id));
            texts++;
        }

        Assert.True(texts >= atLeast, $"only {texts} texts");
    }

    private static string? TextOf(JsonDocument row, string name) =>
        row.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}

using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Matching.GenAI;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class GenAITokenizerTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public void Tokens_are_those_of_the_reference_and_decode_to_their_text()
    {
        using GenAITokenizer tokenizer = GenAITokenizer.Open(TestPaths.Shared("models", "gemma-3-270m-en"));
        int texts = 0;
        foreach (string line in File.ReadLines(TestPaths.Shared("fixtures", "tokenizer", "bpe.jsonl")))
        {
            using JsonDocument golden = JsonDocument.Parse(line);
            string text = golden.RootElement.GetProperty("text").GetString()!;
            int[] ids = [.. golden.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            if (!golden.RootElement.TryGetProperty("note", out JsonElement note)
                || !note.GetString()!.StartsWith("real text", StringComparison.Ordinal))
            {
                continue; // made-up texts, such as 200 equal letters
            }

            int[] tokens = tokenizer.Encode(text);

            Assert.Equal(ids, tokens.Prepend(tokenizer.BeginToken!.Value));
            Assert.Equal(golden.RootElement.GetProperty("decoded").GetString(), tokenizer.Decode(tokens));
            texts++;
        }

        Assert.True(texts > 90);
        Assert.Equal([1, 106], tokenizer.EndTokens);
    }

    [Fact]
    public void A_folder_without_a_model_is_refused_by_name() =>
        Assert.Contains("genai_config.json", Assert.Throws<ModelFormatException>(() => GenAITokenizer.Open(Path.GetTempPath())).Message);
}

using System.Text.Json;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Encoding;

/// <summary>Every case of the reference file, ids, tokens, spans and pairs.</summary>
public sealed class WordPieceReferenceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tokenizer_equals_the_reference_on_every_case(bool fromTokenizerJson)
    {
        string model = TestPaths.Shared("models", "minilm-l6");
        using var scratch = new ScratchFolder();
        if (!fromTokenizerJson)
        {
            foreach (string name in new[] { "vocab.txt", "tokenizer_config.json" })
            {
                File.Copy(Path.Combine(model, name), scratch[name]);
            }

            model = scratch.Path;
        }

        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(model);
        var differences = new List<string>();
        int cases = 0;
        foreach (string line in File.ReadLines(TestPaths.Shared("fixtures", "tokenizer", "wordpiece.jsonl")))
        {
            cases++;
            using JsonDocument document = JsonDocument.Parse(line);
            if (Compare(tokenizer, document.RootElement) is string difference)
            {
                differences.Add($"case {cases} ({document.RootElement.GetProperty("note")}): {difference}");
            }
        }

        Assert.True(cases > 800, $"only {cases} cases");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
    }

    private static string? Compare(WordPieceTokenizer tokenizer, JsonElement expected)
    {
        string text = expected.GetProperty("text").GetString()
            ?? new string([.. expected.GetProperty("text_utf16").EnumerateArray().Select(unit => (char)unit.GetInt32())]);
        int most = expected.TryGetProperty("max_length", out JsonElement length) ? length.GetInt32() : int.MaxValue;
        bool special = !expected.TryGetProperty("add_special_tokens", out JsonElement add) || add.GetBoolean();
        string? second = expected.TryGetProperty("text_pair", out JsonElement pair) ? pair.GetString() : null;
        TokenizedText actual = second is null ? tokenizer.Encode(text, most, special) : tokenizer.EncodePair(text, second, most);

        JsonElement offsets = expected.TryGetProperty("offsets_utf16", out JsonElement utf16) ? utf16 : expected.GetProperty("offsets");
        return Differs("ids", Numbers(expected.GetProperty("ids")), actual.Ids)
            ?? Differs(
                "tokens",
                [.. expected.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!)],
                actual.Ids.Select(tokenizer.TokenOf))
            ?? Differs("offsets", [.. offsets.EnumerateArray().Select(o => (o[0].GetInt32(), o[1].GetInt32()))], actual.Spans)
            ?? (expected.TryGetProperty("type_ids", out JsonElement types) ? Differs("type ids", Numbers(types), actual.TypeIds) : null)
            ?? (expected.TryGetProperty("sequence", out JsonElement sequence)
                ? Differs("sequence", Numbers(sequence), actual.Sequences)
                : null);
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];

    private static string? Differs<T>(string what, T[] expected, IEnumerable<T> actual) =>
        expected.SequenceEqual(actual) ? null : $"{what}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}";
}

using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.TestKit;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Encoding;

public sealed class WordPieceTokenizerTests : IDisposable
{
    private const string Frame = """
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]}
        """;

    private const string Vocabulary = """
        "[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"run":4,"##ning":5,"##ni":6,"Run":7,"é":8,"e":9,"shoe":10,"##s":11,"中":12,"##中":13,"1":14,"##0":15,"i":16,"##\u0307":17
        """;

    private static readonly WordPieceTokenizer Shipped = WordPieceTokenizer.Load(TestPaths.InProject("models", "catalog-l6"));

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Words_are_cut_into_the_longest_known_pieces()
    {
        TokenizedText text = Load().Encode("Running shoes, xyz");
        Assert.Equal([2, 4, 5, 10, 11, 1, 1, 3], text.Ids);
        Assert.Equal([(0, 0), (0, 3), (3, 7), (8, 12), (12, 13), (13, 14), (15, 18), (0, 0)], text.Spans);
    }

    [Theory]
    [InlineData(true, "null", "É", 9)]       // null: as lowercase says
    [InlineData(true, "false", "É", 8)]
    [InlineData(true, "true", "É", 9)]
    [InlineData(false, "null", "é", 8)]
    [InlineData(false, "true", "é", 9)]
    [InlineData(false, "null", "Run", 7)]
    [InlineData(true, "null", "Run", 4)]
    public void The_normaliser_s_settings_are_obeyed(bool lowercase, string stripAccents, string text, int expected) =>
        Assert.Equal([2, expected, 3], Load(lowercase, stripAccents).Encode(text).Ids);

    [Fact]
    public void A_dotted_capital_i_keeps_its_dot_where_accents_are_kept() =>
        Assert.Equal([2, 16, 17, 3], Load(stripAccents: "false").Encode("İ").Ids);

    [Fact]
    public void Ideographs_are_split_only_where_the_settings_say_so()
    {
        Assert.Equal([2, 12, 12, 3], Load().Encode("中中").Ids);
        Assert.Equal([2, 12, 13, 3], Load(chinese: false).Encode("中中").Ids);
    }

    [Theory]
    [InlineData("""{"id":20,"content":"<brand>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false}""", "run<brand>run", new[] { 2, 4, 20, 4, 3 })]
    [InlineData("""{"id":20,"content":"<brand>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false}""", "run  <brand>  run", new[] { 2, 4, 20, 4, 3 })]
    [InlineData("""{"id":20,"content":"runs","single_word":true,"lstrip":false,"rstrip":false,"normalized":false}""", "runs running runs1", new[] { 2, 20, 4, 5, 1, 3 })]
    [InlineData("""{"id":20,"content":"run 10","single_word":false,"lstrip":false,"rstrip":false,"normalized":true}""", "RÜN 10", new[] { 2, 20, 3 })]
    public void Added_tokens_are_found_as_they_are_declared(string added, string text, int[] expected) =>
        Assert.Equal(expected, Load(added: added).Encode(text).Ids);

    [Fact]
    public void The_longest_of_two_added_tokens_at_one_place_wins()
    {
        const string added = """{"id":20,"content":"<a","normalized":false},{"id":21,"content":"<a>","normalized":false}""";
        Assert.Equal([2, 21, 20, 3], Load(added: added).Encode("<a><a").Ids);
    }

    [Fact]
    public void Truncation_and_padding_blocks_are_ignored()
    {
        WordPieceTokenizer tokenizer = Load(extra: """
            "truncation":{"max_length":4,"strategy":"LongestFirst","stride":0},"padding":{"strategy":{"Fixed":9},"pad_id":0},
            """);
        Assert.Equal(7, tokenizer.Encode("run run run run run").Count);
    }

    [Fact]
    public void Truncation_is_reported()
    {
        TokenizedText cut = Shipped.Encode("one two three four", maxTokens: 5);
        Assert.True(cut.IsTruncated);
        Assert.Equal(5, cut.Count);
        Assert.False(Shipped.Encode("one two three", maxTokens: 5).IsTruncated);
        Assert.True(Shipped.EncodePair("one two", "three", 5).IsTruncated);
    }

    [Fact]
    public void A_limit_without_room_for_the_special_tokens_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Shipped.Encode("a", maxTokens: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shipped.EncodePair("a", "b", maxTokens: 2));
    }

    [Fact]
    public void Tokenizing_allocates_nothing_once_the_buffer_has_grown()
    {
        const string text = "title: Größe 42½ – “Crème” 日本 running-shoes (unaffordable) 🙂 <5 kg, 100 °C";
        var buffer = new TokenBuffer();
        Shipped.Encode(text, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Shipped.Encode(text, buffer, 256);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Property(MaxTest = 2000)]
    public bool Spans_lie_in_the_text_in_order_and_do_not_cut_a_pair(char[] units)
    {
        string text = new(units);
        TokenizedText tokens = Shipped.Encode(text, addSpecialTokens: false);
        int end = 0;
        foreach ((int start, int stop) in tokens.Spans)
        {
            bool cutsPair = stop < text.Length && char.IsLowSurrogate(text[stop]) && stop > 0 && char.IsHighSurrogate(text[stop - 1]);
            if (start < end || stop <= start || stop > text.Length || cutsPair)
            {
                return false;
            }

            end = stop;
        }

        return tokens.Ids.All(id => id >= 0 && id < Shipped.VocabularySize);
    }

    [Property(MaxTest = 500)]
    public bool A_limit_gives_the_first_tokens(string text, byte limit)
    {
        int[] all = Shipped.Encode(text ?? "", addSpecialTokens: false).Ids;
        TokenizedText cut = Shipped.Encode(text ?? "", limit, addSpecialTokens: false);
        return cut.Ids.SequenceEqual(all.Take(limit)) && cut.IsTruncated == all.Length > limit;
    }

    [Property(MaxTest = 500)]
    public bool A_buffer_used_before_gives_the_same_tokens(string first, string second)
    {
        var buffer = new TokenBuffer();
        Shipped.Encode(first ?? "", buffer);
        Shipped.Encode(second ?? "", buffer);
        return buffer.Ids.SequenceEqual(Shipped.Encode(second ?? "").Ids);
    }

    [Fact]
    public void Callers_at_once_get_what_a_lone_one_gets()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"Größe {i} running-shoe no {i * 37}")];
        int[][] expected = [.. texts.Select(text => Shipped.Encode(text).Ids)];
        Parallel.For(0, 2000, i => Assert.Equal(expected[i % 200], Shipped.Encode(texts[i % 200]).Ids));
    }

    [Theory]
    [InlineData("\"BertNormalizer\"", "\"NFKC\"", "NFKC")]
    [InlineData("\"BertPreTokenizer\"", "\"Whitespace\"", "Whitespace")]
    [InlineData("\"WordPiece\"", "\"BPE\"", "BPE")]
    [InlineData("\"TemplateProcessing\"", "\"ByteLevel\"", "post_processor")]
    [InlineData("\"[UNK]\":1,", "", "[UNK]")]
    [InlineData("\"run\":4", "\"run\":5", "both have id 5")]
    [InlineData("\"run\":4", "\"run\":-4", "-4")]
    [InlineData("\"run\":4", "\"run\":2000000000", "2000000000")]
    [InlineData("\"run\":4", "\"run\":\"4\"", "whole number")]
    [InlineData("\"run\":4", "\"run\":4.5", "whole number")]
    [InlineData("\"normalizer\"", "\"normaliser\"", "normalizer")]
    [InlineData("\"vocab\":{", "\"vocab\":[{", "JSON")]
    [InlineData("\"vocab\":", "\"words\":", "model.vocab")]
    public void A_tokenizer_that_cannot_be_followed_exactly_is_refused(string text, string replacement, string reason)
    {
        string path = scratch.Write("tokenizer.json", Json());
        File.WriteAllText(path, File.ReadAllText(path).Replace(text, replacement, StringComparison.Ordinal));
        var error = Assert.Throws<ModelFormatException>(() => WordPieceTokenizer.Load(scratch.Path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("vocab.txt")]
    [InlineData("tokenizer_config.json")]
    public void A_file_far_too_large_is_refused_before_it_is_read(string name)
    {
        if (name == "tokenizer_config.json")
        {
            scratch.Write("vocab.txt", "[UNK]\n");
        }

        using (FileStream file = File.Create(scratch[name]))
        {
            file.SetLength((64 << 20) + 1);
        }

        Assert.Contains(
            $"{name}: 67108865 bytes", Assert.Throws<ModelFormatException>(() => WordPieceTokenizer.Load(scratch.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_beyond_the_prefix_tree_is_refused()
    {
        scratch.Write("tokenizer_config.json", "{}");
        scratch.Write("vocab.txt", $"[UNK]\n[CLS]\n[SEP]\n{new string('a', 9 << 20)}\n");

        Assert.Contains(
            "vocab.txt: the tokens need a prefix tree",
            Assert.Throws<ModelFormatException>(() => WordPieceTokenizer.Load(scratch.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused()
    {
        Assert.Throws<ModelFormatException>(() => WordPieceTokenizer.Load(scratch.Path));
        scratch.Write("vocab.txt", "[UNK]\n");
        Assert.Contains(
            "tokenizer_config.json", Assert.Throws<ModelFormatException>(() => WordPieceTokenizer.Load(scratch.Path)).Message,
            StringComparison.Ordinal);
    }

    [Property(MaxTest = 1500)]
    public bool Any_change_of_the_file_is_read_or_refused_never_a_crash(FsCheck.PositiveInt seed)
    {
        var random = new Random(seed.Get);
        char[] json = Json().ToCharArray();
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            json[random.Next(json.Length)] = (char)(random.Next(3) == 0 ? random.Next(0xFFFF) : "{}[]\",:0123456789tfn\\"[random.Next(21)]);
        }

        scratch.Write("tokenizer.json", new string(json)[..random.Next(json.Length - 3, json.Length + 1)]);
        try
        {
            return WordPieceTokenizer.Load(scratch.Path).Encode("Running shoes [SEP] é").Count >= 2;
        }
        catch (ModelFormatException)
        {
            return true;
        }
    }

    private WordPieceTokenizer Load(
        bool lowercase = true, string stripAccents = "null", bool chinese = true, string added = "", string extra = "")
    {
        scratch.Write("tokenizer.json", Json(lowercase, stripAccents, chinese, added, extra));
        return WordPieceTokenizer.Load(scratch.Path);
    }

    private static string Json(
        bool lowercase = true, string stripAccents = "null", bool chinese = true, string added = "", string extra = "") =>
        $$$"""
        { {{{extra}}}"added_tokens":[{{{added}}}],
        "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":{{{(chinese ? "true" : "false")}}},"strip_accents":{{{stripAccents}}},"lowercase":{{{(lowercase ? "true" : "false")}}} },
        "pre_tokenizer":{"type":"BertPreTokenizer"},{{{Frame}}},
        "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{ {{{Vocabulary}}} } } }
        """;
}

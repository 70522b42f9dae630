using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching.Tests.PairEncoding;

public sealed class WordMarksTests
{
    private static readonly AspectRules Rules = AspectRules.Load(AspectRules.ShippedFolder);

    [Fact]
    public void A_word_is_marked_with_whether_the_other_listing_has_it_and_whether_it_has_a_digit()
    {
        (MarkedText a, MarkedText b) = Of("Aria lamp LX500 red", "Aria lamp LX-500 blue");

        Assert.True(IsShared(a, "Aria"));
        Assert.True(IsShared(a, "LX500")); // written with a hyphen there
        Assert.False(IsShared(a, "red"));
        Assert.False(IsShared(b, "blue"));
        Assert.True(MarkOf(a, "LX500") >= 6);
        Assert.True(MarkOf(a, "lamp") < 6);
    }

    [Fact]
    public void Marks_do_not_depend_on_the_order_of_the_listings()
    {
        (MarkedText a, MarkedText b) = Of("Aria lamp 8 W", "Lamp Aria 8W, black");
        (MarkedText b2, MarkedText a2) = Of("Lamp Aria 8W, black", "Aria lamp 8 W");

        Assert.Equal(a.Words, a2.Words);
        Assert.Equal(b.Words, b2.Words);
        Assert.Equal((a.Text, b.Text), (a2.Text, b2.Text));
    }

    [Fact]
    public void A_frequent_word_has_another_mark_than_a_rare_one()
    {
        PreparedListing[] listings = Prepare(
            [.. Enumerable.Range(0, 400).Select(i => $"lamp number {i}"), "lamp quorvex"], out _);

        MarkedText text = WordMarks.Alone(listings[^1]);

        Assert.True(MarkOf(text, "lamp") < MarkOf(text, "quorvex"));
    }

    [Fact]
    public void A_brand_column_is_read_where_the_title_does_not_name_it_and_once_where_it_does()
    {
        ProductProfile With(string title) => new()
        {
            Id = "1", Title = title,
            Extra = new Dictionary<string, System.Text.Json.JsonElement>
            {
                ["brand"] = System.Text.Json.JsonSerializer.SerializeToElement("Lumenar"),
            },
        };
        MarkedText without = WordMarks.Alone(Prepare([With("Desk lamp")])[0]);
        MarkedText with = WordMarks.Alone(Prepare([With("Lumenar desk lamp")])[0]);

        Assert.Contains("Lumenar", without.Text, StringComparison.Ordinal);
        Assert.Equal("Lumenar desk lamp", with.Text);
    }

    [Fact]
    public void A_long_listing_is_cut_to_its_first_words()
    {
        string title = string.Join(' ', Enumerable.Range(0, 500).Select(i => $"word{i}"));

        MarkedText text = WordMarks.Alone(Prepare([title], out _)[0]);

        Assert.StartsWith("word0 word1 ", text.Text, StringComparison.Ordinal);
        Assert.InRange(text.Words.Count, 10, 40);
        Assert.All(text.Words, word => Assert.Equal(title[word.Start..word.End], text.Text[word.Start..word.End]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u00a0\u200b …")]
    [InlineData("🎉🎉")]
    [InlineData("ワイヤレス 黒")]
    public void Any_title_can_be_marked(string title)
    {
        (MarkedText a, _) = Of(title, "Lamp");

        Assert.All(a.Words, word => Assert.InRange(word.Mark, 0, WordMarks.Count - 1));
    }

    private static bool IsShared(MarkedText text, string word) => MarkOf(text, word) % 2 == 1;

    private static int MarkOf(MarkedText text, string word) => text.MarkAt(text.Text.IndexOf(word, StringComparison.Ordinal));

    private static MarkedPair Of(string first, string second)
    {
        PreparedListing[] listings = Prepare([first, second], out _);
        return WordMarks.Of(listings[0], listings[1]);
    }

    private static PreparedListing[] Prepare(string[] titles, out ProductProfile[] profiles)
    {
        profiles = [.. titles.Select((title, i) => new ProductProfile { Id = $"{i}", Title = title })];
        return Prepare(profiles);
    }

    private static PreparedListing[] Prepare(ProductProfile[] profiles) =>
        [.. PreparedCatalog.Of(profiles, Rules, new TokenTable(new Dictionary<string, int>(), 0)).Listings];
}

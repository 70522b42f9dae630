using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class FieldTextTests
{
    [Theory]
    [InlineData("Without cable. Black drill", "cable", "Black", false)]
    [InlineData("Without cable, black drill", "cable", "black", true)]
    [InlineData("approx. 5 kg, No. 7, incl. Akku", "approx", "Akku", true)]
    [InlineData("<li>Without cable</li><li>black</li>", "cable", "black", false)]
    [InlineData("<td>Color</td><td>black</td>", "Color", "black", true)]
    [InlineData("8 hours of playtimeNew black", "hours", "black", false)]
    [InlineData("lasts long.New black", "long", "black", false)]
    [InlineData("shop.example.com black", "shop", "black", true)]
    [InlineData("コードレス。黒", "コードレス", "黒", false)]
    [InlineData("• light • black", "light", "black", false)]
    [InlineData("light\nblack", "light", "black", false)]
    [InlineData("light drill with a very long line of text that ran up to\nthe edge and the black one", "edge", "black", true)]
    public void A_sentence_ends_by_its_mark_or_by_the_structure_of_the_text(string text, string first, string second, bool isOne)
    {
        FieldText field = FieldText.OfTitle(text);
        int start = field.Text.IndexOf(first, StringComparison.Ordinal);
        int end = field.Text.IndexOf(second, StringComparison.Ordinal);
        Assert.Equal(isOne, field.IsOneSentence(start, end));
        Assert.Equal(isOne, field.SentenceAt(start) == field.SentenceAt(end));
    }

    [Theory]
    [InlineData("DDR4 women's café", "DDR4|women's|café")]
    [InlineData("ワイヤレス黒", "ワイヤレス|黒")]
    [InlineData("高さ110cmのブラックメモリー", "高|さ|110cm|の|ブラックメモリー")]
    [InlineData("무선 블랙16GB", "무선|블랙|16GB")]
    public void Words_end_where_the_script_changes(string text, string expected)
    {
        FieldText field = FieldText.OfTitle(text);
        Assert.Equal(expected, string.Join('|', field.Words.Select(word => field.Text[word.Start..word.End])));
    }

    [Theory]
    [InlineData("ワイヤレスブラック", "ブラック", true)]
    [InlineData("ダークブルー", "ブルー", true)]
    [InlineData("ブラック", "ラック", false)]
    [InlineData("メモリーカード", "メモリ", false)]
    [InlineData("赤外線", "赤", false)]
    [InlineData("黑色无线耳机", "黑色", true)]
    [InlineData("BlackCOLOR", "Black", true)]
    public void Part_of_a_word_is_a_word_where_the_rest_may_be_one(string text, string part, bool mayStand)
    {
        int start = text.IndexOf(part, StringComparison.Ordinal);
        Assert.Equal(mayStand, GluedWords.MayStand(text, start, start + part.Length));
    }
}

using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Tests.Taxonomy;

public sealed class TextKeyTests
{
    [Theory]
    [InlineData("CAFÉ  Bustelo ", "cafe bustelo")]
    [InlineData("Cafe\u0301 Bustelo", "cafe bustelo")]
    [InlineData("Straße", "strasse")]
    [InlineData("ﬁne №", "fine no")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("\t Ωmega\n", "ωmega")]
    public void Case_accents_width_and_spaces_do_not_count(string text, string key) => Assert.Equal(key, TextKey.Of(text));

    [Theory]
    [InlineData("バス", "ハス", "パス")] // voicing marks of kana
    [InlineData("กิน", "กัน", "กน")] // Thai vowels
    [InlineData("कि", "कु", "क")] // Hindi vowels
    public void Marks_that_are_letters_of_their_script_do_count(string one, string two, string three) =>
        Assert.Equal(3, new HashSet<string> { TextKey.Of(one), TextKey.Of(two), TextKey.Of(three) }.Count);

    [Fact]
    public void The_cased_key_keeps_case_alone()
    {
        Assert.NotEqual(TextKey.OfCased("COMPAQ"), TextKey.OfCased("Compaq"));
        Assert.Equal(TextKey.OfCased("Café "), TextKey.OfCased("Cafe"));
    }
}

using EpmRl.Retrieval.Text;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Text;

/// <summary>Expected forms are those of Unicode Standard Annex 15 and Python's <c>unicodedata</c> (Unicode 14).</summary>
public sealed class UnicodeFormsTests
{
    [Theory]
    [InlineData("Å", "A\u030A", "\u00C5")]
    [InlineData("\u212B", "A\u030A", "\u00C5")]                         // ångström sign: never composed back
    [InlineData("\u1E69", "s\u0323\u0307", "\u1E69")]                   // two steps
    [InlineData("s\u0307\u0323", "s\u0323\u0307", "\u1E69")]            // marks out of order
    [InlineData("\u1E0B\u0323", "d\u0323\u0307", "\u1E0D\u0307")]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]              // excluded from composition
    [InlineData("\uFB01", "\uFB01", "\uFB01")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    [InlineData("a\u0315\u0300\u05AE\u0062", "a\u05AE\u0300\u0315b", "\u00E0\u05AE\u0315b")]
    [InlineData("\uD800x", "\uD800x", "\uD800x")]
    [InlineData("plain", "plain", "plain")]
    public void Canonical_forms_are_those_of_the_standard(string text, string decomposed, string composed)
    {
        Assert.Equal(decomposed, UnicodeForms.Decompose(text, compatibility: false));
        Assert.Equal(composed, UnicodeForms.Compose(text, compatibility: false));
    }

    [Theory]
    [InlineData("ﬁ²½", "fi21\u20442", "fi21\u20442")]
    [InlineData("ＡＢ　カ", "AB カ", "AB カ")]
    [InlineData("\uFF76\uFF9E", "\u30AB\u3099", "\u30AC")]
    [InlineData("\u1E9B\u0323", "s\u0323\u0307", "\u1E69")]
    [InlineData("\u1FBD", " \u0313", " \u0313")]
    [InlineData("Kantō", "Kanto\u0304", "Kantō")]
    public void Compatibility_forms_are_those_of_the_standard(string text, string decomposed, string composed)
    {
        Assert.Equal(decomposed, UnicodeForms.Decompose(text, compatibility: true));
        Assert.Equal(composed, UnicodeForms.Compose(text, compatibility: true));
    }

    [Property]
    public bool Each_form_is_stable_under_itself(char[] units, bool compatibility)
    {
        string text = new(units);
        string decomposed = UnicodeForms.Decompose(text, compatibility);
        string composed = UnicodeForms.Compose(text, compatibility);
        return UnicodeForms.Decompose(decomposed, compatibility) == decomposed
            && UnicodeForms.Compose(composed, compatibility) == composed
            && UnicodeForms.Decompose(composed, compatibility) == decomposed;
    }

    [Fact]
    public void Keys_ignore_accents_and_width_without_the_operating_system_s_data() =>
        Assert.Equal(TextKey.Of("creme brulee 20 cm"), TextKey.Of("Crème Brûlée ２０ ㎝"));
}

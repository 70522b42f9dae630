using EpmRl.Retrieval.Mentions;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class CleanTextTests
{
    [Theory]
    [InlineData("8½″ × 11″", "8 1/2\" x 11\"")]
    [InlineData("24'' wide", "24\" wide")]
    [InlineData("a\u00A0b\tc", "a b c")]
    [InlineData("12–14", "12-14")]
    [InlineData("zero\u200Bwidth", "zerowidth")]
    public void Cleaning_gives_plain_forms(string original, string expected) =>
        Assert.Equal(expected, CleanText.Of(original).Text);

    [Theory]
    [InlineData("Desk 8½″ wide", "8 1/2\"", "8½″")]
    [InlineData("Shelf 24'' wide", "24\"", "24''")]
    [InlineData("zero\u200Bwidth", "width", "width")]
    [InlineData("😀 10 cm", "10 cm", "10 cm")]
    public void A_piece_of_the_clean_text_leads_back_to_the_original(string original, string piece, string expected)
    {
        CleanText clean = CleanText.Of(original);
        int at = clean.Text.IndexOf(piece, StringComparison.Ordinal);
        (int start, int end) = clean.ToOriginal(at, at + piece.Length);
        Assert.Equal(expected, original[start..end]);
    }

    [Property]
    public bool Every_piece_stays_inside_the_original(string? text)
    {
        string original = text ?? "";
        CleanText clean = CleanText.Of(original);
        for (int i = 0; i < clean.Text.Length; i++)
        {
            (int start, int end) = clean.ToOriginal(i, i + 1);
            if (start < 0 || end <= start || end > original.Length)
            {
                return false;
            }
        }

        return true;
    }
}

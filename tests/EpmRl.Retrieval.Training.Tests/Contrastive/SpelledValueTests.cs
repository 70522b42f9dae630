using EpmRl.Retrieval.Training.Contrastive;

namespace EpmRl.Retrieval.Training.Tests.Contrastive;

public sealed class SpelledValueTests
{
    [Theory]
    [InlineData("HP 539843-001 cable", "539843001", "539843-001")] // marks between characters
    [InlineData("a Hewlett Packard drive", "Hewlett-Packard", "Hewlett Packard")]
    [InlineData("146GB drive", "146", "146")] // letters join digits
    [InlineData("UPC 012345429761", "42976", "42976")] // a code may be part of a longer one
    [InlineData("Red shoe, RED sole", "red", "Red|RED")]
    [InlineData("a redder shoe", "red", "")]
    [InlineData("1146 drives", "146", "")]
    [InlineData("9. March 8", "98", "")]
    [InlineData("3 pack", "", "")]
    public void A_label_is_found_where_its_letters_and_digits_are_adjacent(string text, string label, string places) =>
        Assert.Equal(places, string.Join('|', SpelledValue.Find(text, label).Select(place => text[place])));

    [Theory]
    [InlineData("HP 539843-001 cable", "539843001", "508010002", "HP 508010-002 cable")] // as long: the marks stay
    [InlineData("HP 539843-001 cable", "539843001", "AX-9", "HP AX-9 cable")]
    [InlineData("Red shoe, red sole", "red", "dark blue", "dark blue shoe, dark blue sole")]
    [InlineData("a shoe", "red", "blue", "a shoe")]
    public void Another_label_takes_the_place_of_one(string text, string before, string after, string expected) =>
        Assert.Equal(expected, SpelledValue.Replace(text, SpelledValue.Find(text, before), after));
}

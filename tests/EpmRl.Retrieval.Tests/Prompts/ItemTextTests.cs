using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;
using EpmRl.Retrieval.Text;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Prompts;

public sealed class ItemTextTests
{
    private static readonly PromptTemplates Templates = new();

    private static readonly string[] Words =
    [
        "red", "caf&eacute;", "27&quot;", "R&amp;D", "5&nbsp;kg", "27&amp;quot;", "m<sup>2</sup>", "\u00E9t\u00E9", "a<5", "\U0001F600",
        "8&#189;", "stainless", "{description}",
    ];

    private static readonly string[] Gaps =
    [
        " ", ", ", "<br>", "</p><p>", "<li>", " <b>", "</b> ", " <i>", "<!-- red -->", "<img src=\"red.jpg\"> ", "; ", "  ",
        " data:image/png;base64,iVBOR ",
    ];

    [Property(MaxTest = 300)]
    public void A_span_of_a_field_is_found_in_the_prompt(int seed)
    {
        var random = new Random(seed);
        (string title, List<(int Start, int End)> inTitle) = Compose(random, random.Next(0, 6), 0);
        (string description, List<(int Start, int End)> inDescription) = Compose(random, random.Next(0, 12), 0);
        (string value, List<(int Start, int End)> inOptions) = Compose(random, random.Next(0, 3), "Color: ".Length);
        var profile = new ProductProfile
        {
            Id = "1", Title = title, Description = description,
            Options = value.Length == 0 ? [] : [new ProductOption("Color", value), new ProductOption("Size", "M")],
        };
        ItemText item = ItemText.Of(Templates, profile);

        Assert.Equal(Templates.ForItem(profile), item.Text);
        Check(ProfileField.Title, title, inTitle);
        Check(ProfileField.Options, profile.OptionText, inOptions);
        Check(ProfileField.Description, description, inDescription);

        void Check(ProfileField field, string original, List<(int Start, int End)> words)
        {
            for (int first = 0; first < words.Count; first++)
            {
                for (int last = first; last < Math.Min(words.Count, first + 3); last++)
                {
                    (int start, int end) = (words[first].Start, words[last].End);
                    (int, int)? found = item.SpanOf(field, start, end);
                    string expected = PlainText.Of(original[start..end]).Text;
                    Assert.True(
                        found is (int from, int to) && item.Text[from..to] == expected,
                        $"'{original[start..end]}' of '{original}': {found} in '{item.Text}', expected '{expected}'");
                }
            }
        }
    }

    [Fact]
    public void A_span_that_the_prompt_leaves_out_is_nowhere()
    {
        var profile = new ProductProfile { Id = "1", Title = "Lamp <img alt=\"red\"> oak", Description = "warm" };
        Assert.Null(ItemText.Of(Templates, profile).SpanOf(ProfileField.Title, 10, 13)); // in the tag
        Assert.Null(ItemText.Of(Templates, profile).SpanOf(ProfileField.Options, 0, 3));
        Assert.Null(ItemText.Of(Templates, profile).SpanOf(ProfileField.Column, 0, 3));

        ItemText title = ItemText.Of(Templates with { Item = "{title}" }, profile);
        Assert.Null(title.SpanOf(ProfileField.Description, 0, 4));
        Assert.Equal((0, 4), title.SpanOf(ProfileField.Title, 0, 4));
    }

    [Fact]
    public void The_text_has_the_options_after_the_title()
    {
        var profile = new ProductProfile { Id = "1", Title = "<b>Shirt</b>", Options = [new ProductOption("Color", "Red")] };
        ItemText item = ItemText.Of(Templates, profile);

        Assert.Equal("title: Shirt (Color: Red)\ndescription: ", item.Text);
        Assert.Equal((21, 24), item.SpanOf(ProfileField.Options, 7, 10));
    }

    // Words with gaps of markup or marks between them, and where the words are.
    private static (string Text, List<(int Start, int End)> Words) Compose(Random random, int count, int offset)
    {
        string text = count > 0 && random.Next(2) == 0 ? "<p>" : "";
        var words = new List<(int, int)>();
        for (int i = 0; i < count; i++)
        {
            string word = Words[random.Next(Words.Length)];
            words.Add((offset + text.Length, offset + text.Length + word.Length));
            text += word + (i + 1 < count ? Gaps[random.Next(Gaps.Length)] : "");
        }

        return (text, words);
    }
}

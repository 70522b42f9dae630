using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Prompts;

/// <summary>The text of a listing for an encoder, without markup, and where in it each piece of the listing's fields is.</summary>
internal sealed class ItemText
{
    private readonly TracedText title;
    private readonly TracedText options;
    private readonly TracedText description;
    private readonly int? titleStart;
    private readonly int? optionsStart;
    private readonly int? descriptionStart;

    private ItemText(PromptTemplates templates, ProductProfile profile)
    {
        title = PlainText.Of(profile.Title);
        options = PlainText.Of(profile.OptionText);
        description = PlainText.Of(profile.Description);
        string name = options.Text.Length == 0 ? title.Text : $"{title.Text} ({options.Text})";
        (Text, titleStart, descriptionStart) = templates.PlaceItem(name, description.Text);
        optionsStart = titleStart + title.Text.Length + " (".Length;
    }

    /// <summary>The text to encode.</summary>
    public string Text { get; }

    /// <summary>Writes the text of a listing: an encoder should see what a person sees.</summary>
    /// <param name="templates">The encoder's prompts.</param>
    /// <param name="profile">The listing.</param>
    public static ItemText Of(PromptTemplates templates, ProductProfile profile)
    {
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(profile);
        return new ItemText(templates, profile);
    }

    /// <summary>Where in <see cref="Text"/> a span of a field is.</summary>
    /// <param name="field">The field.</param>
    /// <param name="start">First UTF-16 unit in the field's original text.</param>
    /// <param name="end">The unit after the last.</param>
    /// <returns>Null if nothing of the span is in the text: markup, or a field that the prompt leaves out.</returns>
    public (int Start, int End)? SpanOf(ProfileField field, int start, int end) => field switch
    {
        ProfileField.Title => Shift(title.PlaceOf(start, end), titleStart),
        ProfileField.Options => Shift(options.PlaceOf(start, end), optionsStart),
        ProfileField.Description => Shift(description.PlaceOf(start, end), descriptionStart),
        _ => null,
    };

    private static (int Start, int End)? Shift((int Start, int End)? span, int? by) =>
        span is { } found && by is { } offset ? (found.Start + offset, found.End + offset) : null;
}

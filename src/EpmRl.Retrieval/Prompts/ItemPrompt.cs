using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Prompts;

/// <summary>The text of a listing for an encoder; training and inference both use it.</summary>
internal static class ItemPrompt
{
    /// <summary>The text of a listing, without markup: an encoder should see what a person sees.</summary>
    /// <param name="templates">The encoder's prompts.</param>
    /// <param name="profile">The listing.</param>
    public static string ForItem(this PromptTemplates templates, ProductProfile profile)
    {
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(profile);
        string options = PlainText.Of(profile.OptionText).Text;
        string title = PlainText.Of(profile.Title).Text;
        return templates.ForItem(options.Length == 0 ? title : $"{title} ({options})", PlainText.Of(profile.Description).Text);
    }
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;

namespace EpmRl.Retrieval.Prompts;

/// <summary>The text of a listing for an encoder; training and inference both use it.</summary>
internal static class ItemPrompt
{
    /// <summary>The text of a listing, without markup.</summary>
    /// <param name="templates">The encoder's prompts.</param>
    /// <param name="profile">The listing.</param>
    public static string ForItem(this PromptTemplates templates, ProductProfile profile) => ItemText.Of(templates, profile).Text;
}

using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Prompts;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Other views of a listing: without its description, its title or its tail, or with its sentences in another order. A shop's boilerplate
/// is always in the same place, so these views mislead a network that relies on the places and habits of shops.
/// </summary>
internal sealed class ListingViews(PromptTemplates prompts)
{
    private static readonly string[] TitleSeparators = [" | ", " :: ", " - ", " – ", " — "];
    private static readonly char[] SentenceEnds = ['.', '!', '?', ';', '\n'];

    /// <summary>The text as encoded for tagging.</summary>
    public string Full(ProductProfile profile) => prompts.ForItem(profile);

    /// <summary>One of the other views; the full text if the listing does not have it.</summary>
    /// <param name="profile">The listing.</param>
    /// <param name="random">Chooses the view. A listing has few views, the same at every call, so that caching them is worthwhile.</param>
    public string Other(ProductProfile profile, Random random)
    {
        bool both = profile.Title.Length > 0 && profile.Description.Length > 0;
        return prompts.ForItem(random.Next(4) switch
        {
            0 when both => profile with { Description = "" },
            1 when both => profile with { Title = "" },
            2 => profile with { Title = WithoutTail(profile.Title), Description = WithoutLastSentence(profile.Description) },
            3 => profile with { Title = WithoutTail(profile.Title), Description = Rotated(profile.Description) },
            _ => profile,
        });
    }

    private static string WithoutTail(string title)
    {
        int end = TitleSeparators.Max(separator => title.LastIndexOf(separator, StringComparison.Ordinal));
        return end > 0 ? title[..end] : title;
    }

    private static string WithoutLastSentence(string description)
    {
        int end = LastEnd(description, description.Length);
        return end > 0 ? description[..end] : description;
    }

    // The second half before the first.
    private static string Rotated(string description)
    {
        int cut = LastEnd(description, description.Length / 2);
        return cut > 0 ? $"{description[cut..].TrimStart()} {description[..cut]}" : description;
    }

    // Just after the last sentence end before a place, other than the end of the text; -1 if there is none.
    private static int LastEnd(string text, int before)
    {
        for (int i = Math.Min(before, text.TrimEnd().Length) - 2; i > 0; i--)
        {
            if (SentenceEnds.Contains(text[i]) && char.IsWhiteSpace(text[i + 1]))
            {
                return i + 1;
            }
        }

        return -1;
    }
}

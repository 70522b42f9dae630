using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads the first part of compounds whose head is the product: an "Edelstahltopf" is a pot of stainless steel. A compound with another
/// head is something else ("Glasdeckel", "Lederoptik").
/// </summary>
/// <param name="products">Keys of the words that name the category's products.</param>
internal sealed class CompoundReader(IReadOnlySet<string> products)
{
    private const int ShortestHead = 4;
    private const int ShortestPart = 4;
    private const int Longest = 40;
    private static readonly string[] Links = ["", "e", "en", "n", "s", "es", "er"]; // letters that join the parts or are dropped

    // "topf" is the head of "Kochtopf", and therefore of other compounds.
    private readonly HashSet<string> heads =
    [
        .. products.SelectMany(word => Enumerable.Range(0, Math.Max(0, word.Length - ShortestHead + 1)).Select(start => word[start..])),
    ];

    /// <summary>Adds the mentions of values that begin a compound.</summary>
    public void Read(CuedPlaces places, PhraseTable table, List<Mention> mentions)
    {
        IReadOnlyList<Word> words = places.Cues.Words;
        for (int i = 0; i < words.Count; i++)
        {
            string key = words[i].Key;
            if (key.Length is >= ShortestHead + ShortestPart and <= Longest && Part(key, table) is { } value)
            {
                mentions.Add(places.Mention(i, i + 1, value));
            }
        }
    }

    private TaxonomyValue? Part(string key, PhraseTable table)
    {
        for (int joint = ShortestPart; joint <= key.Length - ShortestHead; joint++)
        {
            if (!heads.Contains(PhraseTable.WordKey(key[joint..])))
            {
                continue;
            }

            foreach (string link in Links)
            {
                string part = key[..joint];
                TaxonomyValue? value = table.Find(part + link)
                    ?? (link.Length > 0 && part.Length - link.Length >= ShortestPart
                    && part.EndsWith(link, StringComparison.Ordinal)
                    ? table.Find(part[..^link.Length]) : null);
                if (value is not null)
                {
                    return value;
                }
            }
        }

        return null;
    }
}

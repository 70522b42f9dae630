namespace EpmRl.Retrieval.Matching;

/// <summary>How rare the 3-grams of some texts are.</summary>
internal sealed class GramWeights
{
    private readonly Dictionary<int, int> counts = [];
    private readonly int texts;

    /// <summary>Counts the grams of all texts.</summary>
    public GramWeights(IEnumerable<string> all)
    {
        foreach (string text in all)
        {
            texts++;
            foreach (int gram in Distinct(text))
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, gram, out _)++;
            }
        }
    }

    /// <summary>The weighted grams of a text.</summary>
    public WeightedSet Of(string text)
    {
        int[] grams = [.. Distinct(text)];
        return WeightedSet.Of(grams, [.. grams.Select(gram => (float)Math.Log((texts + 2.0) / (counts.GetValueOrDefault(gram) + 0.5)))]);
    }

    // Three characters of 16 bits in 32: grams of different characters may share a number, which is rare within one catalogue.
    private static HashSet<int> Distinct(string text)
    {
        var grams = new HashSet<int>();
        for (int i = 0; i + 2 < text.Length; i++)
        {
            grams.Add((text[i] * 1_000_003 + text[i + 1]) * 1_009 + text[i + 2]);
        }

        return grams;
    }
}

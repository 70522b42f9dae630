using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;

namespace EpmRl.Retrieval.Matching;

/// <summary>A listing with all that is compared, read once.</summary>
internal sealed class PreparedListing
{
    private const int ShortestFoundCode = 5; // a shorter code inside other letters and digits is coincidence

    /// <summary>The listing.</summary>
    public required ProductProfile Profile { get; init; }

    /// <summary>Its columns.</summary>
    public required ListingFacts Facts { get; init; }

    /// <summary>Its cleaned texts.</summary>
    public required IReadOnlyList<FieldText> Fields { get; init; }

    /// <summary>What it states, by aspect.</summary>
    public required ListingAspects Aspects { get; set; }

    /// <summary>The distinct words of the title, in order.</summary>
    public Token[] Title { get; set; } = [];

    /// <summary>The distinct words of title, options, description and columns, the title's first.</summary>
    public Token[] All { get; set; } = [];

    /// <summary>The numbers of the words in <see cref="All"/>.</summary>
    public HashSet<int> AllIds { get; set; } = [];

    /// <summary>The numbers of the words in <see cref="Title"/>.</summary>
    public HashSet<int> TitleIds { get; set; } = [];

    /// <summary>Adjacent words of the title joined: <c>play station</c> as <c>playstation</c>.</summary>
    public HashSet<string> Joined { get; set; } = [];

    /// <summary>Letters and digits of the title, in upper case.</summary>
    public required string Squashed { get; init; }

    /// <summary>Letters and digits of all texts, in upper case.</summary>
    public required string SquashedAll { get; init; }

    /// <summary>The 3-grams of the title's letters and digits as sorted hashes, with their weights.</summary>
    public WeightedSet Grams { get; set; } = WeightedSet.Empty;

    /// <summary>The title's words with their weights.</summary>
    public WeightedSet TitleWeights { get; set; } = WeightedSet.Empty;

    /// <summary>All words with their weights.</summary>
    public WeightedSet AllWeights { get; set; } = WeightedSet.Empty;

    /// <summary>Finds a code in the letters and digits of the title, written in pieces; null where it is not.</summary>
    public AspectValue? FindCode(AspectValue code)
    {
        string key = CodeKey.Of(code.Key);
        if (key.Length < ShortestFoundCode || !SquashedAll.Contains(key, StringComparison.Ordinal))
        {
            return null;
        }

        foreach (FieldText field in Fields)
        {
            if (SpanOf(field, key) is var (start, end))
            {
                return new AspectValue(
                    code.Key, Excerpt(field, start, end), null, new AspectSpan(field.Field, start, end),
                    field.Field is ProfileField.Title or ProfileField.Options);
            }
        }

        return null;
    }

    /// <summary>Finds another listing's brand in the words of this one; null where it is not.</summary>
    public AspectValue? FindBrand(AspectValue brand)
    {
        foreach (FieldText field in Fields)
        {
            int at = WordsOf(field, brand.Key, out int count);
            if (at >= 0)
            {
                (int start, int end) = field.Clean.ToOriginal(field.Words[at].Start, field.Words[at + count - 1].End);
                return new AspectValue(
                    brand.Key, Excerpt(field, start, end), null, new AspectSpan(field.Field, start, end),
                        field.Field == ProfileField.Title);
            }
        }

        return null;
    }

    private static string Excerpt(FieldText field, int start, int end) => field.Clean.Original[start..end];

    // The place of adjacent words whose key is that of a phrase.
    private static int WordsOf(FieldText field, string key, out int count)
    {
        count = key.AsSpan().Count(' ') + 1;
        for (int first = 0; first + count <= field.Words.Count; first++)
        {
            if (key.StartsWith(field.Words[first].Key, StringComparison.Ordinal) && field.KeyOf(first, count, key.Length) == key)
            {
                return first;
            }
        }

        return -1;
    }

    // The original place of a code in the letters and digits of a field.
    private static (int Start, int End)? SpanOf(FieldText field, string key)
    {
        string text = field.Text;
        for (int start = 0; start < text.Length; start++)
        {
            if (char.ToUpperInvariant(text[start]) != key[0] || !char.IsLetterOrDigit(text[start]))
            {
                continue;
            }

            int matched = 0;
            int at = start;
            for (; at < text.Length && matched < key.Length; at++)
            {
                if (char.IsLetterOrDigit(text[at]))
                {
                    if (char.ToUpperInvariant(text[at]) != key[matched])
                    {
                        break;
                    }

                    matched++;
                }
            }

            if (matched == key.Length)
            {
                return field.Clean.ToOriginal(start, at);
            }
        }

        return null;
    }
}

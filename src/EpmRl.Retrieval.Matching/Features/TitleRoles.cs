using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Words that say what a listing is to the product that it names: an accessory or a part, an article for it, a bundle with it. They count
/// where the other title lacks them.
/// </summary>
/// <param name="accessory">Articles for other products: case, charger.</param>
/// <param name="compounds">Ends of compounds that name such articles: -hülle, -kabel.</param>
/// <param name="purpose">Words before the product that an article is for: for, compatible.</param>
/// <param name="bundle">Words that join several articles: bundle, incl.</param>
internal sealed class TitleRoles(
    IEnumerable<string> accessory, IEnumerable<string> compounds, IEnumerable<string> purpose, IEnumerable<string> bundle)
{
    private const int ShortestRest = 2; // letters before the end of a compound

    /// <summary>Names of the features.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["role.accessory.min", "role.accessory.max", "role.purpose.max", "role.article", "role.bundle.max", "role.bundle.weight"];

    private readonly HashSet<string> accessories = Keys(accessory), purposes = Keys(purpose), bundles = Keys(bundle);
    private readonly string[] ends = [.. Keys(compounds)];

    /// <summary>No words.</summary>
    public static TitleRoles None { get; } = new([], [], [], []);

    /// <summary>Whether a word, by its key, names an article for another product or a part.</summary>
    public bool IsAccessory(string word) => accessories.Contains(word) || IsCompound(word);

    /// <summary>Writes the features of a pair, the same for both orders.</summary>
    /// <param name="a">The first listing.</param>
    /// <param name="b">The second.</param>
    /// <param name="openOfA">Weight of the words that the second title lacks.</param>
    /// <param name="openOfB">Weight of the words that the first title lacks.</param>
    /// <param name="features">Receives <see cref="Names"/> numbers from <paramref name="next"/> on.</param>
    /// <param name="next">The next place.</param>
    public void Write(
        PreparedListing a, PreparedListing b, float openOfA, float openOfB, Span<float> features, ref int next)
    {
        Counts first = Of(a, b), second = Of(b, a);
        features[next++] = Math.Min(first.Accessory, second.Accessory);
        features[next++] = Math.Max(first.Accessory, second.Accessory);
        features[next++] = Math.Max(first.Purpose, second.Purpose);
        features[next++] = Math.Max(
            Math.Min(1, first.Accessory) * Math.Min(1, first.Purpose), Math.Min(1, second.Accessory) * Math.Min(1, second.Purpose));
        features[next++] = Math.Max(first.Bundle, second.Bundle);
        features[next++] = Math.Max(first.Bundle > 0 ? openOfA : 0, second.Bundle > 0 ? openOfB : 0);
    }

    private Counts Of(PreparedListing listing, PreparedListing other)
    {
        int accessory = 0, purpose = 0, bundle = 0;
        foreach (Token token in listing.Title)
        {
            if (token.Form != TokenForm.Letters || other.TitleIds.Contains(token.Id))
            {
                continue;
            }

            accessory += IsAccessory(token.Text) ? 1 : 0;
            purpose += purposes.Contains(token.Text) ? 1 : 0;
            bundle += bundles.Contains(token.Text) ? 1 : 0;
        }

        return new Counts(accessory, purpose, bundle + (HasPlus(listing) && !HasPlus(other) ? 1 : 0));
    }

    private bool IsCompound(string word)
    {
        foreach (string end in ends)
        {
            if (word.Length >= end.Length + ShortestRest && word.EndsWith(end, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPlus(PreparedListing listing) => listing.Fields.Any(field =>
        field.Field == Catalog.ProfileField.Title && field.Text.Contains(" + ", StringComparison.Ordinal));

    private static HashSet<string> Keys(IEnumerable<string> words) => words.Select(TextKey.Of).ToHashSet(StringComparer.Ordinal);

    private readonly record struct Counts(int Accessory, int Purpose, int Bundle);
}

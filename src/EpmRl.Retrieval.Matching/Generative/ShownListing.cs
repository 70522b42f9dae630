using System.Text;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// A listing as prompts show it: one line a field, without markup, cut to limits, with no mark that could end its block. Its id is not
/// shown.
/// </summary>
internal sealed class ShownListing
{
    private const int HashDigits = 32;
    private const string TruthColumn = "cluster_id"; // of labelled offers: an answer to what is asked, no content

    private readonly List<ShownField> fields;

    private ShownListing(string id, List<ShownField> fields)
    {
        (Id, this.fields) = (id, fields);
        var text = new StringBuilder();
        foreach (ShownField field in fields)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(field.Label).Append(": ").Append(field.Text);
        }

        Block = text.ToString();
        Text = string.Join("\n", fields.Select(field => field.Text));
        Hash = Sha256Hex.Of(Block)[..HashDigits];
    }

    /// <summary>The listing's id.</summary>
    public string Id { get; }

    /// <summary>The lines of the prompt.</summary>
    public string Block { get; }

    /// <summary>The texts of the fields, without their names: what can be quoted.</summary>
    public string Text { get; }

    /// <summary>Hash of all that is shown.</summary>
    public string Hash { get; }

    /// <summary>Shows a listing.</summary>
    /// <param name="listing">The listing.</param>
    /// <param name="limits">How much is shown.</param>
    public static ShownListing Of(ProductProfile listing, ListingLimits limits)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(limits);
        var fields = new List<ShownField?>
        {
            ShownField.Of(ProfileField.Title, null, listing.Title, limits.Title),
            ShownField.Of(ProfileField.Options, null, listing.OptionText, limits.Options),
        };
        IEnumerable<string> names = listing.Extra.Keys.Concat(listing.Shared.Keys.Where(name => !listing.Extra.ContainsKey(name)));
        fields.AddRange(names
            .Where(name => name != TruthColumn && limits.Shows(name))
            .Select(name => ColumnOf(listing, name, limits.Column))
            .OfType<ShownField>()
            .Take(limits.Columns)
            .OrderBy(field => field.Label, StringComparer.Ordinal)); // the order of a file's columns is no content
        fields.Add(ShownField.Of(ProfileField.Description, null, listing.Description, limits.Description));
        return new ShownListing(listing.Id, [.. fields.OfType<ShownField>()]);
    }

    /// <summary>
    /// Whether the second of two listings is shown first: prompts order them by their content, so that swapping a pair changes nothing.
    /// </summary>
    public static bool AreSwapped(ShownListing a, ShownListing b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return (string.CompareOrdinal(a.Hash, b.Hash), string.CompareOrdinal(a.Id, b.Id)) is ( > 0, _) or (0, > 0);
    }

    /// <summary>Where the listing states a quote, after the engine's normalisation and at the bounds of words; null if nowhere.</summary>
    public AspectSpan? Find(string quote)
    {
        ArgumentNullException.ThrowIfNull(quote);
        return Find(QuoteText.Of(quote)) ?? Find(QuoteText.Of(CleanText.Of(quote).Text)); // curly quotes, long dashes
    }

    private AspectSpan? Find(QuoteText words)
    {
        foreach (ShownField field in fields)
        {
            if (field.Find(words) is { } span)
            {
                return span;
            }
        }

        return null;
    }

    // Addresses say nothing of the product that its title does not.
    private static ShownField? ColumnOf(ProductProfile listing, string name, int limit)
    {
        if (!listing.TryGetColumn(name, out JsonElement value))
        {
            return null;
        }

        string text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String)),
            _ => "",
        };
        bool isAddress = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isAddress ? null : ShownField.Of(ProfileField.Column, name, text, limit);
    }
}

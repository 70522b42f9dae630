using System.Globalization;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>
/// Composes pairs whose truth follows from an edit of a listing in a matching pair: another model digit or an accessory is another
/// product; another size, color, pack or condition is a variant; promotion changes nothing.
/// </summary>
/// <param name="rules">The aspects.</param>
/// <param name="random">Chooses the edits.</param>
internal sealed partial class ListingEdits(AspectRules rules, Random random)
{
    private static readonly string[] Quantities = ["capacity", "volume", "weight", "memory", "length", "charge", "power"];
    private static readonly string[] Packs =
        ["{0} (Pack of {1})", "{0} {1}-Pack", "{1} x {0}", "{0} - {1} pcs", "{0} {1}er Set", "{0}, lot de {1}", "{0} {1} Stück", "Set of {1} {0}"];
    private static readonly string[] Conditions =
        ["{0} - Refurbished", "Used {0}", "{0} (Renewed)", "{0} gebraucht", "Refurb {0}", "{0} reconditionné", "{0} Open Box", "{0} pre-owned", "{0} generalüberholt", "{0} usato"];
    private static readonly string[] Accessories =
        ["Case for {0}", "{0} replacement battery", "Charger compatible with {0}", "Hülle für {0}", "Housse pour {0}", "Remote control for {0}", "Protective cover for {0}", "Ersatzteil für {0}", "Cable for {0}", "Custodia per {0}"];
    private static readonly string[] Bundles = ["{0} + {1}", "{0} with {1}", "{0} bundle incl. {1}", "{0} & {1} Kit"];
    private static readonly string[] Promotions =
        ["{0} - FREE SHIPPING", "SALE! {0}", "{0} best price guaranteed", "NEW ARRIVAL {0}", "{0} | fast delivery | official store", "{0} TOP Angebot", "*** {0} ***", "{0} livraison gratuite", "Hot deal: {0} limited time"];

    private readonly int color = rules.PlaceOf("color");

    /// <summary>Edits one listing of a matching pair.</summary>
    /// <param name="edited">The listing to edit.</param>
    /// <param name="partner">Its partner, which stays.</param>
    /// <param name="other">Any other listing, for bundles.</param>
    /// <returns>The edited listing and the truth about the new pair; null where the chosen edit does not apply.</returns>
    public (ProductProfile Listing, PairKind Kind)? Compose(PreparedListing edited, PreparedListing partner, ProductProfile other)
    {
        string title = edited.Profile.Title;
        return random.Next(10) switch
        {
            0 or 1 or 2 => Digit(edited, partner),
            3 or 4 => Quantity(edited, partner) ?? Digit(edited, partner),
            5 => Titled(Form(Packs, title, random.Next(2, 13).ToString(CultureInfo.InvariantCulture)), PairKind.Variant),
            6 => Titled(Form(Conditions, title), PairKind.Variant),
            7 => Recolored(edited, partner),
            8 => random.Next(3) == 0 && other.Title.Length is > 0 and < 80
                ? Titled(Form(Bundles, title, other.Title), PairKind.Different)
                : Titled(Form(Accessories, title), PairKind.Different),
            _ => Titled(Form(Promotions, title), PairKind.Same),
        };

        (ProductProfile, PairKind)? Titled(string text, PairKind kind) => (edited.Profile with { Title = text }, kind);
    }

    private string Form(string[] forms, params object[] texts) =>
        string.Format(CultureInfo.InvariantCulture, forms[random.Next(forms.Length)], texts);

    // One digit of a code that both listings have, wherever the edited one writes it.
    private (ProductProfile, PairKind)? Digit(PreparedListing edited, PreparedListing partner)
    {
        string[] codes = [.. Code().Matches(edited.Profile.Title).Select(match => match.Value)
            .Where(code => partner.SquashedAll.Contains(Squash(code), StringComparison.OrdinalIgnoreCase))];
        if (codes.Length == 0)
        {
            return null;
        }

        string chosen = codes[random.Next(codes.Length)];
        int[] digits = [.. Enumerable.Range(0, chosen.Length).Where(i => char.IsAsciiDigit(chosen[i]))];
        int at = digits[random.Next(digits.Length)];
        char digit = (char)('0' + ((chosen[at] - '0' + random.Next(1, 10)) % 10));
        return (Replaced(edited.Profile, chosen, chosen[..at] + digit + chosen[(at + 1)..]), PairKind.Different);
    }

    // Another amount in place of one that both listings state.
    private (ProductProfile, PairKind)? Quantity(PreparedListing edited, PreparedListing partner)
    {
        foreach (string id in Quantities.OrderBy(_ => random.Next()))
        {
            int place = rules.PlaceOf(id);
            AspectValue? value = place < 0 ? null : edited.Aspects.Values[place].FirstOrDefault(one =>
                one is { IsPlain: true, Number: not null, Span.Field: ProfileField.Title }
                && partner.Aspects.Values[place].Any(same => same.Is(one, rules.Aspects[place].Tolerance)));
            if (value is null)
            {
                continue;
            }

            string text = edited.Profile.Title[value.Span.Start..value.Span.End];
            Match number = Number().Match(text);
            if (number.Success && double.TryParse(number.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
            {
                double[] factors = [2, 0.5, 4, 1.5, 0.25];
                string changed = (amount * factors[random.Next(factors.Length)]).ToString("0.##", CultureInfo.InvariantCulture);
                string whole = text[..number.Index] + changed + text[(number.Index + number.Length)..];
                PairKind kind = rules.Aspects[place].Differs == Difference.Variant || id == "length" ? PairKind.Variant : PairKind.Different;
                return (Replaced(edited.Profile, text, whole), kind);
            }
        }

        return null;
    }

    private (ProductProfile, PairKind)? Recolored(PreparedListing edited, PreparedListing partner)
    {
        string[] labels = ["Black", "White", "Red", "Blue", "Silver", "Green", "Pink", "Gray", "schwarz", "weiß", "rouge", "azul"];
        AspectValue? value = edited.Aspects.Values[color].FirstOrDefault(one => one.Span.Field == ProfileField.Title
            && partner.Aspects.Values[color].Any(same => same.Key == one.Key));
        if (value is null)
        {
            return null;
        }

        string text = edited.Profile.Title[value.Span.Start..value.Span.End];
        string other = labels[random.Next(labels.Length)];
        return other.Equals(value.Key, StringComparison.OrdinalIgnoreCase) || text.Equals(other, StringComparison.OrdinalIgnoreCase)
            ? null
            : (Replaced(edited.Profile, text, other), PairKind.Variant);
    }

    private static ProductProfile Replaced(ProductProfile listing, string text, string by) => listing with
    {
        Title = listing.Title.Replace(text, by, StringComparison.OrdinalIgnoreCase),
        Description = listing.Description.Replace(text, by, StringComparison.OrdinalIgnoreCase),
        Extra = listing.Extra.ToDictionary(pair => pair.Key, pair => pair.Value.ValueKind == System.Text.Json.JsonValueKind.String
            && pair.Value.GetString() is { } value && value.Contains(text, StringComparison.OrdinalIgnoreCase)
            ? System.Text.Json.JsonSerializer.SerializeToElement(value.Replace(text, by, StringComparison.OrdinalIgnoreCase))
            : pair.Value),
    };

    private static string Squash(string code) => code.Replace("-", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?=[\w\-/]*\d)(?=[\w\-/]*[A-Za-z])[A-Za-z0-9][A-Za-z0-9\-/]{3,}\b|\b\d{5,}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Number();
}

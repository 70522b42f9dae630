using System.Globalization;
using System.Text.RegularExpressions;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Taxonomy;

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
        ["{0} (Pack of {1})", "{0} {1}-Pack", "{1} x {0}", "{0} - {1} pcs", "{0} {1}er Set", "{0}, lot de {1}", "{0} {1} Stück",
            "Set of {1} {0}"];
    private static readonly string[] Conditions =
        ["{0} - Refurbished", "Used {0}", "{0} (Renewed)", "{0} gebraucht", "Refurb {0}", "{0} reconditionné", "{0} Open Box",
            "{0} pre-owned", "{0} generalüberholt", "{0} usato"];
    private static readonly string[] Accessories =
        ["Case for {0}", "{0} replacement battery", "Charger compatible with {0}", "Hülle für {0}", "Housse pour {0}",
            "Remote control for {0}", "Protective cover for {0}", "Ersatzteil für {0}", "Cable for {0}", "Custodia per {0}"];
    private static readonly string[] Bundles = ["{0} + {1}", "{0} with {1}", "{0} bundle incl. {1}", "{0} & {1} Kit"];
    private static readonly string[] Promotions =
        ["{0} - FREE SHIPPING", "SALE! {0}", "{0} best price guaranteed", "NEW ARRIVAL {0}", "{0} | fast delivery | official store",
            "{0} TOP Angebot", "*** {0} ***", "{0} livraison gratuite", "Hot deal: {0} limited time"];

    private static readonly Dictionary<string, (string Unit, int[] Amounts)> Amounts = new(StringComparer.Ordinal)
    {
        ["capacity"] = ("GB", [8, 16, 32, 64, 128, 256, 500, 512]),
        ["volume"] = ("ml", [50, 100, 200, 250, 330, 400, 500, 750, 1000]),
        ["weight"] = ("g", [50, 100, 150, 200, 250, 400, 500, 1000]),
        ["charge"] = ("mAh", [800, 1500, 2000, 2500, 3000, 5000, 10000]),
    };

    private readonly int color = rules.PlaceOf("color");

    /// <summary>Edits one listing of a matching pair.</summary>
    /// <param name="edited">The listing to edit.</param>
    /// <param name="partner">Its partner, which stays.</param>
    /// <param name="other">Any other listing, for bundles.</param>
    /// <returns>
    /// The edited listing, the edited partner where both get something, and the truth about the new pair; null where the chosen edit does
    /// not apply.
    /// </returns>
    public (ProductProfile Listing, ProductProfile? Partner, PairKind Kind)? Compose(PreparedListing edited, PreparedListing partner,
        ProductProfile other)
    {
        string title = edited.Profile.Title;
        return random.Next(16) switch
        {
            0 or 1 or 2 or 3 => Digit(edited, partner) ?? Inserted(edited, partner),
            4 or 5 => Quantity(edited, partner) ?? Inserted(edited, partner),
            6 => Titled(Form(Packs, title, random.Next(2, 13).ToString(CultureInfo.InvariantCulture)), PairKind.Variant),
            7 => Titled(Form(Conditions, title), PairKind.Variant),
            8 => Recolored(edited, partner) ?? Inserted(edited, partner),
            9 or 10 => Titled(Form(Accessories, title), PairKind.Different),
            11 => other.Title.Length is > 0 and < 80 ? Titled(Form(Bundles, title, other.Title), PairKind.Different) : null,
            12 => Titled(Form(Promotions, title), PairKind.Same),
            _ => Inserted(edited, partner),
        };

        (ProductProfile, ProductProfile?, PairKind)? Titled(string text, PairKind kind) =>
            (edited.Profile with { Title = text }, null, kind);
    }

    // A value of an aspect that neither states, in both: the same value in two spellings, or two values.
    private (ProductProfile, ProductProfile?, PairKind)? Inserted(PreparedListing edited, PreparedListing partner)
    {
        AttributeDefinition[] choices = [.. rules.Attributes.Where(attribute => rules.PlaceOf(attribute.Id) is var place and >= 0
            && rules.Aspects[place].Differs == Difference.Variant && edited.Aspects.Values[place].Count
                + partner.Aspects.Values[place].Count == 0
            && (attribute.Values.Count > 2 || Amounts.ContainsKey(attribute.Id)))];
        if (choices.Length == 0)
        {
            return null;
        }

        AttributeDefinition chosen = choices[random.Next(choices.Length)];
        bool same = random.Next(5) < 2;
        (string one, string two) = Amounts.TryGetValue(chosen.Id, out (string Unit, int[] Amounts) known)
            ? AmountsOf(known.Unit, known.Amounts, same)
            : ValuesOf(chosen, same);
        return (
            edited.Profile with { Title = With(edited.Profile.Title, one) },
                partner.Profile with { Title = With(partner.Profile.Title, two) },
            same ? PairKind.Same : PairKind.Variant);
    }

    private (string, string) AmountsOf(string unit, int[] amounts, bool same)
    {
        int one = random.Next(amounts.Length);
        int two = same ? one : (one + random.Next(1, amounts.Length)) % amounts.Length;
        return (Written(amounts[one]), Written(amounts[two]));

        string Written(int amount) => string.Create(CultureInfo.InvariantCulture, $"{amount}{(random.Next(2) == 0 ? " " : "")}{unit}");
    }

    private (string, string) ValuesOf(AttributeDefinition attribute, bool same)
    {
        int one = random.Next(attribute.Values.Count);
        int two = same ? one : (one + random.Next(1, attribute.Values.Count)) % attribute.Values.Count;
        return (Written(attribute.Values[one]), Written(attribute.Values[two]));

        string Written(TaxonomyValue value) => random.Next(2) == 0 || value.Aliases.Count == 0
            ? value.Label : value.Aliases[random.Next(value.Aliases.Count)];
    }

    private string With(string title, string text) => random.Next(4) switch
    {
        0 => $"{title} ({text})",
        1 => $"{title}, {text}",
        2 => $"{text} {title}",
        _ => $"{title} {text}",
    };

    private string Form(string[] forms, params object[] texts) =>
        string.Format(CultureInfo.InvariantCulture, forms[random.Next(forms.Length)], texts);

    // One digit of a code that both listings have, wherever the edited one writes it.
    private (ProductProfile, ProductProfile?, PairKind)? Digit(PreparedListing edited, PreparedListing partner)
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
        return (Replaced(edited.Profile, chosen, chosen[..at] + digit + chosen[(at + 1)..]), null, PairKind.Different);
    }

    // Another amount in place of one that both listings state.
    private (ProductProfile, ProductProfile?, PairKind)? Quantity(PreparedListing edited, PreparedListing partner)
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
            if (number.Success && double.TryParse(number.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out double amount))
            {
                double[] factors = [2, 0.5, 4, 1.5, 0.25];
                string changed = (amount * factors[random.Next(factors.Length)]).ToString("0.##", CultureInfo.InvariantCulture);
                string whole = text[..number.Index] + changed + text[(number.Index + number.Length)..];
                PairKind kind = rules.Aspects[place].Differs == Difference.Variant || id == "length" ? PairKind.Variant
                    : PairKind.Different;
                return (Replaced(edited.Profile, text, whole), null, kind);
            }
        }

        return null;
    }

    private (ProductProfile, ProductProfile?, PairKind)? Recolored(PreparedListing edited, PreparedListing partner)
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
            : (Replaced(edited.Profile, text, other), null, PairKind.Variant);
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

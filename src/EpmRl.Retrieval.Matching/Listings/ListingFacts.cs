using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Matching;

/// <summary>The columns of a listing that matching knows, found by their usual names.</summary>
/// <param name="Brand">The brand or maker; empty when no column states it.</param>
/// <param name="ModelNumber">Model or part number; empty when no column states it.</param>
/// <param name="Gtin">GTIN, EAN, UPC or ISBN as written; empty when no column states it.</param>
/// <param name="Price">The price; null when there is none, or it is not a number.</param>
/// <param name="Currency">The price's currency; empty when no column states it.</param>
/// <param name="Columns">Name of the column of each of the texts, for evidence.</param>
internal sealed record ListingFacts(
    string Brand, string ModelNumber, string Gtin, decimal? Price, string Currency, ListingFactColumns Columns)
{
    private static readonly string[] BrandNames = ["brand", "manufacturer", "maker", "vendor", "marke", "marque", "hersteller"];
    private static readonly string[] ModelNames =
        ["modelno", "model number", "model", "mpn", "part number", "model no", "manufacturer part number"];
    private static readonly string[] GtinNames = ["gtin", "ean", "upc", "barcode", "isbn", "gtin13", "gtin14", "ean13"];
    private static readonly string[] PriceNames = ["price", "preis", "prix", "sale price"];
    private static readonly string[] CurrencyNames = ["pricecurrency", "price currency", "currency"];

    /// <summary>The facts of a listing.</summary>
    public static ListingFacts Of(ProductProfile listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        (string brand, string? brandColumn) = Find(listing, BrandNames);
        (string model, string? modelColumn) = Find(listing, ModelNames);
        (string gtin, string? gtinColumn) = Find(listing, GtinNames);
        (string price, _) = Find(listing, PriceNames);
        (string currency, _) = Find(listing, CurrencyNames);
        return new ListingFacts(
            brand, model, gtin, PriceOf(price), currency, new ListingFactColumns(brandColumn, modelColumn, gtinColumn));
    }

    /// <summary>Reads a price: <c>38.99</c>, <c>$1,299.00</c>, <c>12,50 €</c>; null for anything else, and for none.</summary>
    internal static decimal? PriceOf(string text)
    {
        int first = text.AsSpan().IndexOfAnyInRange('0', '9');
        int last = text.AsSpan().LastIndexOfAnyInRange('0', '9');
        if (first < 0)
        {
            return null;
        }

        string number = text[first..(last + 1)].Replace(" ", "", StringComparison.Ordinal);
        int mark = number.LastIndexOfAny(['.', ',']);
        if (mark >= 0)
        {
            bool isDecimal = number.Length - mark - 1 is 1 or 2 || number.AsSpan().Count('.') + number.AsSpan().Count(',') == 1
                && number[mark] == '.' && number.Length - mark - 1 != 3;
            number = isDecimal
                ? number[..mark].Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal) + "."
                    + number[(mark + 1)..]
                : number.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        }

        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value > 0
            ? value
            : null;
    }

    private static (string Text, string? Column) Find(ProductProfile listing, string[] names)
    {
        foreach (string name in names)
        {
            foreach (string column in listing.Extra.Keys.Concat(listing.Shared.Keys))
            {
                if (IsNamed(column, name) && listing.TryGetColumn(column, out JsonElement value)
                    && TextOf(value).Trim() is { Length: > 0 } text)
                {
                    return (text, column);
                }
            }
        }

        return ("", null);
    }

    // Names match without case, and with an underline or a dash for a blank.
    private static bool IsNamed(string column, string name)
    {
        if (column.Length != name.Length)
        {
            return false;
        }

        for (int i = 0; i < column.Length; i++)
        {
            char c = column[i] is '_' or '-' ? ' ' : char.ToLowerInvariant(column[i]);
            if (c != name[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };
}

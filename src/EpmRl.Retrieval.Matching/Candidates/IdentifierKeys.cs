using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Matching;

/// <summary>
/// Reads the identifiers of a listing: GTINs with their check digit from its column and its text, model numbers from their column and from
/// the title. Safe for concurrent callers.
/// </summary>
internal sealed class IdentifierKeys
{
    private const string UnitPackName = "units";
    private const int ShortestUnmarkedGtin = 12; // one in ten numbers of eight digits has a valid check digit
    private const int LongestGtin = 14;
    private const int ShortestMixed = 5;
    private const int ShortestDigits = 6;
    private const int ShortestInColumn = 3;
    private const int LongestKey = 40;
    private const int MostDigitsOfCount = 3; // "24port", "360degree"

    private static readonly Lazy<IdentifierKeys> LazyShipped = new(() => new IdentifierKeys(
        PackReader.Read(Path.Combine(PackSet.ShippedFolder, UnitPackName + TaxonomySchema.Extension), UnitPackName, new ProblemLog())
            as UnitPack ?? UnitPack.Empty));

    private readonly HashSet<string> units = new(StringComparer.Ordinal);

    /// <summary>Takes the units whose numbers are quantities, not models.</summary>
    public IdentifierKeys(UnitPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        foreach (string spelling in pack.Units.SelectMany(unit => unit.Spellings.Append(unit.Name)))
        {
            units.Add(CodeKey.Of(spelling));
        }
    }

    /// <summary>With the units that ship with the program.</summary>
    public static IdentifierKeys Shipped => LazyShipped.Value;

    /// <summary>The distinct identifiers of a listing.</summary>
    public IReadOnlyList<IdentifierKey> Of(ProductProfile listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var keys = new List<IdentifierKey>();
        var facts = ListingFacts.Of(listing);
        string title = PlainText.Of(listing.Title).Text;
        AddGtin(CodeKey.Of(facts.Gtin), keys);
        ReadGtins(title, keys);
        ReadGtins(PlainText.Of(listing.Description).Text, keys);
        string model = CodeKey.Of(facts.ModelNumber);
        if (model.Length is >= ShortestInColumn and <= LongestKey && model.AsSpan().ContainsAnyInRange('0', '9'))
        {
            Add(new IdentifierKey(CandidateSources.Model, model), keys);
        }

        ReadModels(title, keys);
        return keys;
    }

    private static void Add(IdentifierKey key, List<IdentifierKey> keys)
    {
        if (!keys.Contains(key))
        {
            keys.Add(key);
        }
    }

    private static bool AddGtin(string digits, List<IdentifierKey> keys)
    {
        if (IsIsbn(digits))
        {
            digits = "978" + digits[..9];
            int sum = 0;
            for (int i = 0; i < digits.Length; i++)
            {
                sum += (digits[i] - '0') * (i % 2 == 1 ? 3 : 1);
            }

            digits += (char)('0' + ((10 - (sum % 10)) % 10));
        }

        if (!Gtin.IsValid(digits) || Gtin.IsPlaceholder(digits) || Gtin.IsRestricted(digits))
        {
            return false;
        }

        Add(new IdentifierKey(CandidateSources.Gtin, digits.PadLeft(LongestGtin, '0')), keys);
        return true;
    }

    // Ten characters, weighted ten to one: a multiple of eleven. Source: ISO 2108:1992.
    private static bool IsIsbn(string code)
    {
        if (code.Length != 10)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < code.Length; i++)
        {
            if (!char.IsAsciiDigit(code[i]) && !(i == 9 && code[i] == 'X'))
            {
                return false;
            }

            sum += (10 - i) * (code[i] == 'X' ? 10 : code[i] - '0');
        }

        return sum % 11 == 0;
    }

    // Runs of digits as long as a GTIN that stand alone.
    private static void ReadGtins(string text, List<IdentifierKey> keys)
    {
        for (int start = 0; start < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[start]))
            {
                start++;
                continue;
            }

            int end = start;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            if (end - start is >= ShortestUnmarkedGtin and <= LongestGtin)
            {
                AddGtin(text[start..end], keys);
            }

            start = end;
        }
    }

    private void ReadModels(string title, List<IdentifierKey> keys)
    {
        for (int start = 0; start < title.Length;)
        {
            if (!char.IsLetterOrDigit(title[start]))
            {
                start++;
                continue;
            }

            int end = start;
            while (end < title.Length && (char.IsLetterOrDigit(title[end])
                || (title[end] is '-' or '.' or '_' && end + 1 < title.Length && char.IsLetterOrDigit(title[end + 1]))))
            {
                end++;
            }

            string key = CodeKey.Of(title.AsSpan(start, end - start));
            if (key.Length <= LongestKey && IsModel(key)
                && !keys.Contains(new IdentifierKey(CandidateSources.Gtin, key.PadLeft(LongestGtin, '0'))))
            {
                Add(new IdentifierKey(CandidateSources.Model, key), keys);
            }

            start = end;
        }
    }

    /// <summary>Whether a word, marks removed, looks like a model number: digits with letters, or many digits, and no quantity.</summary>
    internal bool IsModel(string key)
    {
        int digits = 0;
        foreach (char c in key)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits == key.Length ? digits >= ShortestDigits
            : digits > 0 && key.Length >= ShortestMixed && !IsQuantity(key);
    }

    // "128GB", "1920X1080", "24PORT": a number and its unit, or numbers only.
    private bool IsQuantity(string key)
    {
        int end = 0;
        while (end < key.Length && char.IsAsciiDigit(key[end]))
        {
            end++;
        }

        if (end == 0)
        {
            return false;
        }

        string rest = key[end..];
        if (!rest.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return units.Contains(rest) || end <= MostDigitsOfCount || IsScreenHeight(key[..end], rest);
        }

        // "1920X1080", "15X20X30CM", "500MLX12"
        foreach (string part in key.Split('X'))
        {
            int number = 0;
            while (number < part.Length && char.IsAsciiDigit(part[number]))
            {
                number++;
            }

            if (number == 0 || (number < part.Length && !units.Contains(part[number..])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsScreenHeight(string digits, string mark) =>
        mark is "P" or "I" && digits is "1080" or "1440" or "2160" or "4320";
}

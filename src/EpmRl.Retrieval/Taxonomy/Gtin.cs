namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Global Trade Item Numbers: GTIN-8, UPC (12), EAN (13) and GTIN-14. Source: GS1 General Specifications, check digit.</summary>
internal static class Gtin
{
    /// <summary>Whether a GTIN can have this many digits.</summary>
    public static bool HasLength(int digits) => digits is 8 or 12 or 13 or 14;

    /// <summary>
    /// The beginning of the code from which a label was cut: 42976, digits two to six, comes from 042976…, for most trade items have zeros
    /// before the company's number. The label itself where nothing was cut off.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="from">The first digit that labels keep, from 1.</param>
    public static string WithLead(string label, int from)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.PadLeft(label.Length + from - 1, '0');
    }

    /// <summary>Whether digits are a GTIN with the right check digit.</summary>
    /// <param name="digits">ASCII digits only.</param>
    public static bool IsValid(ReadOnlySpan<char> digits)
    {
        if (!HasLength(digits.Length))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[i]))
            {
                return false;
            }

            int fromRight = digits.Length - 1 - i;
            sum += (digits[i] - '0') * (fromRight % 2 == 1 ? 3 : 1);
        }

        return sum % 10 == 0;
    }

    /// <summary>
    /// Whether a GTIN is in a range that does not identify one product everywhere: shops' numbers for goods they weigh or make (02, 04, 20
    /// to 29), coupons and the like. Source: GS1 General Specifications, prefixes of restricted circulation.
    /// </summary>
    /// <param name="digits">The digits of a GTIN.</param>
    public static bool IsRestricted(ReadOnlySpan<char> digits) => digits.Length switch
    {
        8 => digits[0] is '0' or '2',
        12 => digits[0] is '2' or '4',
        13 => digits[0] == '2' || (digits[0] == '0' && digits[1] is '2' or '4'),
        14 => IsRestricted(digits[1..]),
        _ => false,
    };

    /// <summary>Whether the digits are a placeholder for a GTIN: one repeated digit, or counting up; the check digit aside.</summary>
    /// <param name="digits">The digits of a GTIN.</param>
    public static bool IsPlaceholder(ReadOnlySpan<char> digits)
    {
        bool same = true, counting = true;
        for (int i = 1; i < digits.Length - 1; i++)
        {
            same &= digits[i] == digits[i - 1];
            counting &= (digits[i] - digits[i - 1] + 10) % 10 == 1;
        }

        return same || counting;
    }
}

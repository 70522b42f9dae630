namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Global Trade Item Numbers: GTIN-8, UPC (12), EAN (13) and GTIN-14. Source: GS1 General Specifications, check digit.</summary>
public static class Gtin
{
    /// <summary>Whether digits are as many as a GTIN has.</summary>
    public static bool HasLength(int digits) => digits is 8 or 12 or 13 or 14;

    /// <summary>
    /// How a code begins from which a label was cut: 42976, digits two to six, stood in 042976…, for most trade items have zeros before the
    /// company's number. The label itself where nothing was cut off.
    /// </summary>
    /// <param name="label">The label.</param>
    /// <param name="from">The first digit that labels keep, from 1.</param>
    public static string WithLead(string label, int from)
    {
        ArgumentNullException.ThrowIfNull(label);
        return label.PadLeft(label.Length + from - 1, '0');
    }

    /// <summary>Whether digits are a GTIN with the right check digit.</summary>
    /// <param name="digits">ASCII digits alone.</param>
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
}

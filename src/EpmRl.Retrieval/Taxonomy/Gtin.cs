namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Global Trade Item Numbers: GTIN-8, UPC (12), EAN (13) and GTIN-14. Source: GS1 General Specifications, check digit.</summary>
public static class Gtin
{
    /// <summary>Whether digits are as many as a GTIN has.</summary>
    public static bool HasLength(int digits) => digits is 8 or 12 or 13 or 14;

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

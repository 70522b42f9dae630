namespace EpmRl.Retrieval.Text;

/// <summary>Makes untrusted texts safe in cells that are opened in a spreadsheet.</summary>
internal static class SpreadsheetText
{
    /// <summary>
    /// A text that begins like a formula gets an apostrophe in front, so that a spreadsheet shows it and never runs it. Numbers are
    /// unchanged: <c>-5</c> and <c>+1.234,50</c>.
    /// </summary>
    public static string Disarm(string cell) => BeginsAsFormula(cell) && !IsNumber(cell) ? "'" + cell : cell;

    /// <summary>The original text of an escaped one.</summary>
    public static string Restore(string cell) => cell is ['\'', ..] && BeginsAsFormula(cell.AsSpan(1)) ? cell[1..] : cell;

    // The full-width signs are those of spreadsheets in Japanese and Chinese.
    private static bool BeginsAsFormula(ReadOnlySpan<char> cell) =>
        cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..];

    // A sign, digits and their marks, and an exponent: it cannot call or name anything.
    private static bool IsNumber(ReadOnlySpan<char> cell)
    {
        if (cell[0] is not ('+' or '-'))
        {
            return false;
        }

        ReadOnlySpan<char> digits = cell[1..];
        int exponent = digits.IndexOfAny('e', 'E');
        if (exponent > 0)
        {
            ReadOnlySpan<char> power = digits[(exponent + 1)..];
            power = power is ['+' or '-', ..] ? power[1..] : power;
            if (power.IsEmpty || power.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            digits = digits[..exponent];
        }

        return digits.ContainsAnyInRange('0', '9') && !digits.ContainsAnyExcept("0123456789.,");
    }
}

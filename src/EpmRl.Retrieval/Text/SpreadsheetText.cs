namespace EpmRl.Retrieval.Text;

/// <summary>Texts of others in cells that people open with a spreadsheet.</summary>
internal static class SpreadsheetText
{
    /// <summary>
    /// A text that a spreadsheet shows and never runs: one that begins as a formula does gets an apostrophe before it. Numbers are left alone, so that
    /// <c>-5</c> and <c>+1.234,50</c> stay what they are.
    /// </summary>
    public static string Disarm(string cell) => BeginsAsFormula(cell) && !IsNumber(cell) ? "'" + cell : cell;

    /// <summary>The text that was disarmed.</summary>
    public static string Restore(string cell) => cell is ['\'', ..] && BeginsAsFormula(cell.AsSpan(1)) ? cell[1..] : cell;

    // The full-width signs are those of spreadsheets in Japanese and Chinese.
    private static bool BeginsAsFormula(ReadOnlySpan<char> cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..];

    // A sign, digits and their marks, and an exponent: nothing of it can call or name anything.
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

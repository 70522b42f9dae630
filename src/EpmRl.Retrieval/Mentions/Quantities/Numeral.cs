using System.Globalization;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Digits that form one number, with or without grouping and decimals.</summary>
/// <param name="End">The character after its last.</param>
/// <param name="Value">The number; not finite if the digits are not a number (a date, a version, hundreds of digits).</param>
/// <param name="IsInteger">Whether it is written without decimals.</param>
/// <param name="Grouped">The number if the only mark groups thousands: 1800 for "1.800"; null if that reading is not possible.</param>
/// <param name="Mark">The decimal mark that follows from the digits themselves.</param>
internal readonly record struct Numeral(int End, double Value, bool IsInteger, double? Grouped, DecimalMark Mark)
{
    private const int MostGroups = 8; // of three digits: more than any product counts
    private const int LongestDecimals = 340;

    /// <summary>Reads the digits at a position, which is a digit, or a point followed by a digit.</summary>
    public static Numeral Read(string text, int start)
    {
        int head = SkipDigits(text, start);
        if (head == start)
        {
            return Decimal(text, start, head, IsKnown: true); // ".5"
        }

        if (head - start <= 3)
        {
            if (GroupsEnd(text, head, '\'', 3) is { } quoted && !(quoted < text.Length && text[quoted] is '\'' or '"'))
            {
                return WithDecimals(text, start, quoted, DecimalMark.Unknown); // 1'000
            }

            if (BlankGroupsEnd(text, head) is { } blank)
            {
                return WithDecimals(text, start, blank, DecimalMark.Unknown); // 1 000
            }
        }

        if (head + 1 >= text.Length || text[head] is not ('.' or ',') || !char.IsAsciiDigit(text[head + 1]))
        {
            return new Numeral(head, Parse(text, start, head), true, null, DecimalMark.Unknown);
        }

        return Marked(text, start, head);
    }

    // Digits, a mark, digits.
    private static Numeral Marked(string text, int start, int head)
    {
        char mark = text[head];
        int next = SkipDigits(text, head + 1, 4);
        bool isRow = next + 1 < text.Length && text[next] == mark && char.IsAsciiDigit(text[next + 1]);
        if (isRow)
        {
            return GroupsEnd(text, head, mark, 3) is { } groups && head - start <= 3 && text[start] != '0'
                ? WithDecimals(text, start, groups, Other(mark))
                : mark == ',' && IndianEnd(text, start, head) is { } indian ? WithDecimals(text, start, indian, DecimalMark.Point)
                : mark == ',' ? new Numeral(head, Parse(text, start, head), true, null, DecimalMark.Unknown) // a list: "38,39,40"
                : new Numeral(RowEnd(text, head), double.NaN, true, null, DecimalMark.Unknown); // a date or a version
        }

        int decimals = next - head - 1;
        bool groups3 = decimals == 3 && head - start <= 3 && text[start] != '0';
        if (groups3 && next + 1 < text.Length && text[next] is '.' or ',' && char.IsAsciiDigit(text[next + 1]))
        {
            return WithDecimals(text, start, next, Other(mark)); // 1.234,5
        }

        if (mark == ',' && decimals > 3)
        {
            return new Numeral(head, Parse(text, start, head), true, null, DecimalMark.Unknown);
        }

        Numeral read = Decimal(text, start, head, IsKnown: decimals < 3 || text[start] == '0');
        return groups3 ? read with { Grouped = Parse(text, start, next), Mark = DecimalMark.Unknown } : read;
    }

    private static Numeral Decimal(string text, int start, int mark, bool IsKnown)
    {
        int end = SkipDigits(text, mark + 1);
        double value = end - mark > LongestDecimals ? double.NaN
            : double.Parse(
                string.Concat(text.AsSpan(start, mark - start), ".", text.AsSpan(mark + 1, end - mark - 1)),
                NumberStyles.Float, CultureInfo.InvariantCulture);
        return new Numeral(
            end, value, false, null, !IsKnown ? DecimalMark.Unknown : text[mark] == ',' ? DecimalMark.Comma : DecimalMark.Point);
    }

    // Grouped digits, and decimals after the other mark.
    private static Numeral WithDecimals(string text, int start, int end, DecimalMark mark)
    {
        double whole = Parse(text, start, end);
        if (end + 1 < text.Length && text[end] is '.' or ',' && char.IsAsciiDigit(text[end + 1])
            && (mark == DecimalMark.Unknown || text[end] == (mark == DecimalMark.Point ? '.' : ',')))
        {
            int after = SkipDigits(text, end + 1, LongestDecimals);
            double part =
                double.Parse(string.Concat("0.", text.AsSpan(end + 1, after - end - 1)), NumberStyles.Float, CultureInfo.InvariantCulture);
            return new Numeral(after, whole + part, false, null, text[end] == ',' ? DecimalMark.Comma : DecimalMark.Point);
        }

        return new Numeral(end, whole, true, null, mark);
    }

    // The end of groups of three digits, each after a mark; null if a group has another length.
    private static int? GroupsEnd(string text, int position, char mark, int length)
    {
        int end = position;
        int groups = 0;
        while (groups < MostGroups && end + 1 < text.Length && text[end] == mark && char.IsAsciiDigit(text[end + 1]))
        {
            if (SkipDigits(text, end + 1, length + 1) != end + 1 + length)
            {
                return mark == ' ' && groups > 0 ? end : null; // "1 000 2-packs"
            }

            end += length + 1;
            groups++;
        }

        return groups is 0 or MostGroups ? null : end;
    }

    // Blanks group digits if a group begins with a zero, since separate numbers do not: "1 000", "1 050". Others are as often two numbers
    // as one ("2 500 g"), and the scanner decides.
    private static int? BlankGroupsEnd(string text, int position)
    {
        if (GroupsEnd(text, position, ' ', 3) is not { } end)
        {
            return null;
        }

        for (int group = position; group < end; group += 4)
        {
            if (text[group + 1] == '0')
            {
                return end;
            }
        }

        return null;
    }

    // 1,00,000 and 12,34,567: twos, and a last group of three.
    private static int? IndianEnd(string text, int start, int head)
    {
        int end = head;
        int groups = 0;
        while (head - start <= 2 && groups < MostGroups && end < text.Length && text[end] == ',' && SkipDigits(text, end + 1, 3) == end + 3)
        {
            end += 3;
            groups++;
        }

        return groups > 0 && end < text.Length && text[end] == ',' && SkipDigits(text, end + 1, 4) == end + 4 ? end + 4 : null;
    }

    private static int RowEnd(string text, int position)
    {
        int end = position;
        while (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = SkipDigits(text, end + 1);
        }

        return end;
    }

    private static DecimalMark Other(char groupMark) => groupMark == ',' ? DecimalMark.Point : DecimalMark.Comma;

    /// <summary>The end of the digits at a position, or of the first <paramref name="most"/> of them.</summary>
    public static int SkipDigits(string text, int i, int most = int.MaxValue)
    {
        int start = i;
        while (i < text.Length && i - start < most && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        return i;
    }

    // The digits between two positions, without marks and blanks.
    private static double Parse(string text, int start, int end)
    {
        double value = 0;
        for (int i = start; i < end; i++)
        {
            value = char.IsAsciiDigit(text[i]) ? (value * 10) + (text[i] - '0') : value;
        }

        return value;
    }
}

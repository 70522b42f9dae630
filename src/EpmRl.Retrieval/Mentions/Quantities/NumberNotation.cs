namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// How one listing writes its numbers: with a decimal point or a decimal comma. Decided by its own numbers if a mark has only one reading
/// ("1.299,00", "2,5 kg"), and then by the words of its language. Determined on first use; for one caller at a time.
/// </summary>
/// <param name="fields">The listing's fields.</param>
/// <param name="words">Words of the languages.</param>
internal sealed class NumberNotation(IReadOnlyList<FieldText> fields, QuantityWords words)
{
    private const int MostRead = 20_000; // characters of a field; the rest would rarely decide
    private const int Prevails = 2; // required ratio between the two kinds of languages
    private DecimalMark? mark;

    /// <summary>The notation of labels, which have a decimal point.</summary>
    public static NumberNotation OfLabels { get; } = new([], QuantityWords.None) { mark = DecimalMark.Point };

    /// <summary>The value of digits, their second reading, and whether the listing leaves it open which is meant.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">First digit.</param>
    /// <param name="numeral">The digits as read.</param>
    public (double Value, double? Other, bool IsOpen) Decide(string text, int start, Numeral numeral)
    {
        if (numeral.Grouped is not { } grouped)
        {
            return (numeral.Value, null, false);
        }

        bool isComma = text.AsSpan(start, numeral.End - start).Contains(',');
        return Mark == DecimalMark.Unknown ? (grouped, numeral.Value, true)
            : isComma == (Mark == DecimalMark.Comma) ? (numeral.Value, grouped, false)
            : (grouped, numeral.Value, false);
    }

    /// <summary>Whether digits after a blank belong to the number before it; null if the listing does not decide.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">First digit of the number before.</param>
    /// <param name="end">The blank.</param>
    public bool? GroupsByBlank(string text, int start, int end)
    {
        if (this == OfLabels || text[start] == '0')
        {
            return false;
        }

        string original = fields.FirstOrDefault(field => ReferenceEquals(field.Text, text))?.Clean is { } clean
            ? clean.Original[clean.ToOriginal(end, end + 1).Start].ToString() : " ";
        if (original is "\u00A0" or "\u202F" or "\u2009" or "\u2007" or "&")
        {
            return true; // a no-break space
        }

        if (start > 0 && text[start - 1] is 'x' or 'X' && (start == 1 || !char.IsAsciiDigit(text[start - 2])))
        {
            return false; // "x24 330 ml": a count of pieces
        }

        if (start > 1 && text[start - 1] == ':' && char.IsAsciiDigit(text[start - 2]))
        {
            return false; // "1000:1 250 cd/m²": a ratio
        }

        // "iPhone 13 256 GB", "Pixel 7 128 Go": a number after a name belongs to it; after a unit, a mark or nothing it is independent.
        int word = start - 2;
        if (word < 0 || text[start - 1] != ' ' || !char.IsLetter(text[word]) || word == 0 || !char.IsLetterOrDigit(text[word - 1]))
        {
            return Mark == DecimalMark.Comma ? true : word >= 0 && text[start - 1] == ' ' && char.IsAsciiDigit(text[word]) ? true : null;
        }

        return IsName(text, word) ? (Mark == DecimalMark.Point ? false : null) : Mark == DecimalMark.Comma ? true : null;
    }

    private DecimalMark Mark => mark ??= Find();

    // A word with a capital, longer than a unit.
    private static bool IsName(string text, int last)
    {
        int first = last;
        while (first > 0 && last - first < 20 && char.IsLetterOrDigit(text[first - 1]))
        {
            first--;
        }

        return char.IsUpper(text[first]);
    }

    private DecimalMark Find()
    {
        int proved = 0; // > 0 for commas
        bool points = false;
        foreach (FieldText field in fields)
        {
            string text = field.Text;
            for (int i = 0; i < Math.Min(text.Length, MostRead);)
            {
                if (!char.IsAsciiDigit(text[i]))
                {
                    i++;
                    continue;
                }

                Numeral numeral = Numeral.Read(text, i);
                bool grouped = numeral.Mark != DecimalMark.Unknown && text.AsSpan(i, numeral.End - i).IndexOfAny(".,") is var first and >= 0
                    && text.AsSpan(i + first + 1, numeral.End - i - first - 1).ContainsAny(".,");
                proved += numeral.Mark == DecimalMark.Comma ? (grouped ? 3 : 1) : numeral.Mark == DecimalMark.Point && grouped ? -3 : 0;
                points |= numeral.Mark == DecimalMark.Point;
                i = Math.Max(i + 1, numeral.End);
            }
        }

        if (proved != 0)
        {
            return proved > 0 ? DecimalMark.Comma : DecimalMark.Point;
        }

        // Names have points in every language ("USB 3.0"), so points decide only if no word does.
        (int comma, int point) = Language();
        return comma > Prevails * point ? DecimalMark.Comma
            : point > Prevails * comma || (comma == point && points) ? DecimalMark.Point
            : DecimalMark.Unknown;
    }

    // Words and letters of languages with a decimal comma, and with a point.
    private (int Comma, int Point) Language()
    {
        int comma = 0;
        int point = 0;
        foreach (FieldText field in fields)
        {
            for (int i = 0; i < field.Words.Count && field.Words[i].Start < MostRead; i++)
            {
                (int start, int end, string key) = field.Words[i];
                comma += words.Has("decimal comma", key) ? 1 : 0;
                point += words.Has("decimal point", key) ? 1 : 0;
                for (int at = start; at < Math.Min(end, start + 40); at++)
                {
                    comma += words.HasLetter("decimal comma", field.Text[at]) ? 1 : 0;
                    point += Letters.IsIdeograph(field.Text[at]) ? 1 : 0; // Han, kana and Hangul texts write a point
                }
            }
        }

        return (comma, point);
    }
}

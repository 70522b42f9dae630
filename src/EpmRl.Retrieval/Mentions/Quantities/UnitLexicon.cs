using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads units at a position of a text, the longest spelling first, in a category's interpretation.</summary>
internal sealed class UnitLexicon
{
    private const int LongestHeader = 16; // characters between the brackets of a unit in a header
    private const int MostAhead = 3; // numbers examined after "1 in", which may be part of an idiom or a size: "1 in 2 in 3 in"
    private readonly UnitSpellings spellings;
    private readonly HashSet<string> local;
    private readonly int longest;

    /// <summary>Combines the spellings of all units with those of single attributes.</summary>
    /// <param name="spellings">The spellings of the taxonomy's units.</param>
    /// <param name="localSpellings">Spellings of single attributes.</param>
    /// <param name="measured">The units that the category measures, which resolve ambiguous spellings.</param>
    public UnitLexicon(UnitSpellings spellings, IEnumerable<string> localSpellings, IReadOnlySet<UnitDefinition>? measured = null)
    {
        this.spellings = spellings;
        Measured = measured ?? new HashSet<UnitDefinition>();
        local = new(localSpellings, StringComparer.OrdinalIgnoreCase);
        longest = local.Select(spelling => spelling.Length).Append(spellings.Longest).Max();
    }

    /// <summary>The units that the category measures.</summary>
    public IReadOnlySet<UnitDefinition> Measured { get; }

    /// <summary>The words around quantities.</summary>
    public QuantityWords Words => spellings.Phrases;

    /// <summary>The unit of a spelling in the taxonomy; null if unknown.</summary>
    public UnitDefinition? Find(string spelling) => spellings.Find(spelling);

    /// <summary>Whether letters are a unit's spelling; a single letter must match in case.</summary>
    public bool IsSpelling(string letters) =>
        letters.Length <= longest && (letters.Length > 1 ? Find(letters) is not null : spellings.IsExact(letters));

    /// <summary>Whether letters between two numbers are a unit, so that the text is not a code: the ft of "5ft3in".</summary>
    public bool IsJoint(string text, int start, int end) =>
        end - start <= longest && (end - start > 1 || text[start] is 'h' or 'm' or '\'')
        && text[start..end] is var letters && spellings.IsExact(letters) && !Words.Has("words", letters);

    /// <summary>The unit of the remainder of a larger one: minutes of an hour, inches of a foot; null if there is none.</summary>
    public UnitDefinition? Smaller(UnitDefinition unit) => spellings.Smaller(unit);

    /// <summary>Reads the unit that follows a number, directly or after a blank or dash.</summary>
    /// <param name="text">The cleaned text.</param>
    /// <param name="position">The end of the number.</param>
    /// <param name="numberStart">The start of the number; its end if unknown.</param>
    /// <returns>Null when there is none.</returns>
    public UnitReading? Read(string text, int position, int? numberStart = null) => Read(text, position, numberStart ?? position, ahead: 0);

    private UnitReading? Read(string text, int position, int numberStart, int ahead)
    {
        int start = position;
        if (start < text.Length && text[start] is ' ' or '-')
        {
            start++;
        }

        for (int length = Math.Min(longest, text.Length - start); length > 0; length--)
        {
            int end = start + length;
            if (!EndsWord(text, end) && !(char.IsAsciiDigit(text[end]) && IsJoint(text, start, end)))
            {
                continue;
            }

            string spelling = text.Substring(start, length);
            bool isLocal = local.Contains(spelling);
            UnitDefinition? unit =
                spellings.Read(spelling, isLocal ? NoUnits : Measured, start == position || IsLoud(text, start, end), out bool isShort);
            if ((unit is null && !isLocal) || IsWord(text, spelling, unit, numberStart, start, end, ahead))
            {
                continue;
            }

            bool abbreviated = end < text.Length && text[end] == '.' && char.IsLetter(text[end - 1]) && spelling.Length <= 4;
            var reading = new UnitReading(spelling, unit, start, abbreviated ? end + 1 : end, isShort);
            return RateEnd(text, reading) is { } rateEnd
                ? reading with { Spelling = text[start..rateEnd], Unit = null, End = rateEnd }
                : reading;
        }

        return null;
    }

    /// <summary>Reads the unit of a header right before a number: "Speed (rpm): 5400", "Weight [g] 500". Null when there is none.</summary>
    public UnitReading? ReadHeader(string text, int position)
    {
        int close = position - 1;
        while (close >= 0 && position - close < 4 && text[close] is ' ' or ':' or '=')
        {
            close--;
        }

        if (close < 1 || text[close] is not (')' or ']'))
        {
            return ReadBefore(text, position);
        }

        int open = close - 1;
        while (open > 0 && close - open <= LongestHeader && text[open] is not ('(' or '['))
        {
            open--;
        }

        string content = text[(open + 1)..close];
        string spelling = content.Trim(' ', '.');
        return text[open] is '(' or '[' && spelling.Length > 0 && spellings.Read(spelling, Measured, isLoud: false, out _) is { } unit
            ? new UnitReading(
                spelling, unit, open + 1 + content.IndexOf(spelling, StringComparison.Ordinal),
                open + 1 + content.IndexOf(spelling, StringComparison.Ordinal) + spelling.Length)
            : null;
    }

    // "altezza mm 1050", "peso kg 2,5": a symbol right before the number, which does not belong to another number before it.
    private UnitReading? ReadBefore(string text, int position)
    {
        int end = position - 1;
        if (end < 1 || text[end] != ' ')
        {
            return null;
        }

        int start = end;
        while (start > 0 && end - start < 4 && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        string spelling = text[start..end];
        bool stands = end - start is 2 or 3 && char.IsLower(text[start])
            && (start == 0 || (start > 1 && text[start - 1] is ' ' or '(' && !char.IsAsciiDigit(text[start - 2])));
        return stands && spellings.IsExact(spelling) && Find(spelling) is { } unit && Measured.Contains(unit)
            && !Words.Has("words", spelling) && !Words.Has("at least", spelling) && !Words.Has("at most", spelling)
            ? new UnitReading(spelling, unit, start, end) : null;
    }

    // A spelling that is an ordinary word in its context: "24 in stock", "2-in-1", "2 l'unité", the 80's.
    private bool IsWord(string text, string spelling, UnitDefinition? unit, int numberStart, int start, int end, int ahead)
    {
        if (end + 1 < text.Length && text[end] == '\'' && char.IsLetter(text[end - 1]) && char.IsLetter(text[end + 1]))
        {
            return true;
        }

        if (spelling == "'" && end < text.Length && text[end] is 's' && (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1])))
        {
            return true;
        }

        if (!char.IsLetter(text[end - 1]) || spelling.Length > 3)
        {
            return false;
        }

        if (Words.IsWordBefore(spelling, text, end))
        {
            return true;
        }

        if (!Words.Has("words", spelling))
        {
            return false;
        }

        return (unit is not null && Measured.Count > 0 && !Measured.Contains(unit)) // "10 To 12 kg" in a category without terabytes
            || (end < text.Length && text[end] == '-')
            || Words.StartBefore("counts pieces", text, numberStart) is not null
            || (ahead < MostAhead && IsBareNumber(text, end, ahead + 1));
    }

    // "2 in 1", "1 in 12 countries": an integer without a unit follows, which is not a size ("24 in 1920x1080").
    private bool IsBareNumber(string text, int end, int ahead)
    {
        if (end + 1 >= text.Length || text[end] != ' ' || !char.IsAsciiDigit(text[end + 1]))
        {
            return false;
        }

        int after = Numeral.SkipDigits(text, end + 1, 6);
        bool isWhole = after == text.Length || text[after] is ' ' or ')' or ';'
            || (text[after] is ',' or '.' && (after + 1 == text.Length || text[after + 1] == ' '));
        return isWhole && !(after + 1 < text.Length && text[after + 1] is 'x' or 'X') && Read(text, after, after, ahead) is null;
    }

    // "100 lm/W", "110 lumens per watt", "15 g per 100 ml": a rate, whose dimension is not the unit's.
    private int? RateEnd(string text, UnitReading reading)
    {
        int end = reading.End;
        if (!char.IsLetter(text[end - 1]))
        {
            return null;
        }

        if (end + 1 < text.Length && text[end] == '/' && char.IsLetter(text[end + 1]))
        {
            int after = end + 1;
            while (after < text.Length && after - end <= longest && char.IsLetter(text[after]))
            {
                after++;
            }

            return spellings.IsExact(text[(end + 1)..after]) ? after : null;
        }

        if (Words.EndBehind("per", text, end) is not { } next)
        {
            return null;
        }

        while (next < text.Length && text[next] == ' ')
        {
            next++;
        }

        int number = Numeral.SkipDigits(text, next, 5);
        if (number > next && text.AsSpan(next, number - next) is not ("1" or "10" or "100" or "1000"))
        {
            return null;
        }

        for (int length = Math.Min(longest, text.Length - number); length > 0; length--)
        {
            int start = number < text.Length && text[number] == ' ' ? number + 1 : number;
            int close = Math.Min(text.Length, start + length);
            if (close > start && EndsWord(text, close) && spellings.IsExact(text[start..close]))
            {
                return close;
            }
        }

        return null;
    }

    // Only capitals around a position: case has no meaning there.
    private static bool IsLoud(string text, int start, int end)
    {
        int upper = 0;
        for (int i = Math.Max(0, start - 24); i < Math.Min(text.Length, end + 24); i++)
        {
            if (char.IsLower(text[i]))
            {
                return false;
            }

            upper += char.IsUpper(text[i]) ? 1 : 0;
        }

        return upper > 8;
    }

    private static bool EndsWord(string text, int end) =>
        end == text.Length || !char.IsLetter(text[end - 1]) || Letters.IsIdeograph(text[end - 1])
        || !(Letters.JoinsDigits(text[end]) || char.IsDigit(text[end])) || IsGlued(text, end) || IsTimes(text, end);

    // The next word follows without a blank: "15KUltra", "512KBProcessor".
    private static bool IsGlued(string text, int end) =>
        char.IsUpper(text[end - 1]) && end + 2 < text.Length && char.IsUpper(text[end]) && char.IsLower(text[end + 1])
            && char.IsLower(text[end + 2]);

    // "65cmx60cm", "65cmx奥行60cm", "65cmxT60cm": a times sign without blanks.
    private static bool IsTimes(string text, int end) => text[end] is 'x' or 'X' && end + 1 < text.Length
        && (char.IsAsciiDigit(text[end + 1]) || Letters.IsIdeograph(text[end + 1])
            || (text[end + 1] == ' ' && end + 2 < text.Length && Letters.IsIdeograph(text[end + 2]))
            || (char.IsLetter(text[end + 1]) && end + 2 < text.Length && char.IsAsciiDigit(text[end + 2])));

    private static readonly HashSet<UnitDefinition> NoUnits = [];
}

/// <summary>A unit as written in a text.</summary>
/// <param name="Spelling">The spelling.</param>
/// <param name="Unit">The unit; null for a spelling of single attributes and for a rate.</param>
/// <param name="Start">First character.</param>
/// <param name="End">The character after its last, a full stop of the abbreviation included.</param>
/// <param name="IsShort">True for a short form that needs a role word next to it: the M of "32M cache".</param>
internal readonly record struct UnitReading(string Spelling, UnitDefinition? Unit, int Start, int End, bool IsShort = false);

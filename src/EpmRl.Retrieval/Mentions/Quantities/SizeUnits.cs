namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads the unit of sizes that is not written at a number: "W x D x H (cm)", "Maße in cm:", "mm 650 x 600", "65 x 60 x 110 (cm)".
/// </summary>
internal static class SizeUnits
{
    private const string Dimension = "length";
    private const int Reach = 6; // characters between a position and the unit next to it
    private const int Longest = 4; // letters of a unit in front of numbers

    /// <summary>The unit after a position, in brackets or as the second word ("in cm"); null if there is none.</summary>
    public static UnitReading? ReadNote(this UnitLexicon units, string text, int position)
    {
        for (int start = position; start < Math.Min(text.Length, position + Reach); start++)
        {
            if (char.IsLetter(text[start]))
            {
                int next = start;
                while (next < text.Length && next - start < Reach && char.IsLetter(text[next]))
                {
                    next++;
                }

                // "in cm", "en cm": a word of two letters, which may itself be a unit, followed by the unit.
                return next - start == 2 && next < text.Length && text[next] == ' ' && ReadSize(units, text, next) is { } behind ? behind
                    : ReadSize(units, text, start);
            }

            if (text[start] is not (' ' or '(' or '[' or ')' or ']' or ':' or ',' or '/'))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The unit in brackets after a chain, "65 x 60 x 110 (cm)"; null if there is none.</summary>
    public static UnitReading? ReadBracket(this UnitLexicon units, string text, int position)
    {
        int start = position;
        while (start < text.Length && start - position < 2 && text[start] == ' ')
        {
            start++;
        }

        return start + 1 < text.Length && text[start] is '(' or '[' && ReadSize(units, text, start + 1) is { } unit
            && unit.End < text.Length && text[unit.End] is ')' or ']' ? unit : null;
    }

    /// <summary>The unit right before a position, "mm 650 x 600 x 1100"; null if there is none.</summary>
    public static UnitReading? ReadBefore(this UnitLexicon units, string text, int position)
    {
        int end = position;
        while (end > 0 && position - end < 3 && text[end - 1] is ' ' or ':' or ')')
        {
            end--;
        }

        int start = end;
        while (start > 0 && end - start <= Longest && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return end - start is >= 2 and <= Longest && (start == 0 || text[start - 1] is ' ' or '(' or ':')
            && ReadSize(units, text, start) is { } unit && unit.End == end
            ? unit : null;
    }

    private static UnitReading? ReadSize(UnitLexicon units, string text, int position) =>
        units.Read(text, position) is { Unit.Dimension: Dimension } unit ? unit : null;
}

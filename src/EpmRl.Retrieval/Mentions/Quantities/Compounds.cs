using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Joins a quantity written in decreasing units of one dimension: "3'7"", "2 lb 3 oz", "1 m 10 cm", "2 h 30 min", "1h30".
/// </summary>
internal static class Compounds
{
    /// <summary>Joins the parts into a quantity in the smallest unit.</summary>
    public static void Join(string text, List<Quantity> quantities, UnitLexicon units)
    {
        int kept = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            Quantity whole = quantities[i];
            quantities[kept++] = whole;
            while (i + 1 < quantities.Count && Add(text, whole, quantities[i + 1], units))
            {
                i++;
            }
        }

        quantities.RemoveRange(kept, quantities.Count - kept);
    }

    private static bool Add(string text, Quantity head, Quantity part, UnitLexicon units)
    {
        if (head is not { UnitCue: UnitCue.Written, Unit: { Unit: { } known } reading,
            Number: { Values: [var most], IsRange: false, Other: null } }
            || part is not { Number: { Values: [var least], IsRange: false } } || most != Math.Floor(most)
            || !units.Words.Has("compounds", known.Dimension))
        {
            return false;
        }

        // A foot mark before inches means feet, even if the category reads it as inches elsewhere.
        UnitDefinition large = reading.Spelling == "'" ? units.Find("'") ?? known : known;
        UnitReading? unit = part.Unit ?? Implied(text, head, part, large, units);
        if (unit is not { Unit: { } small } || small.Dimension != large.Dimension)
        {
            return false;
        }

        double ratio = large.Factor / small.Factor;
        if (ratio < 1.5 || least >= ratio - 1e-6 || !IsJoint(text.AsSpan(head.End, part.Start - head.End), ratio, least, units.Words))
        {
            return false;
        }

        bool inLarge = units.Measured.Contains(large) && !units.Measured.Contains(small);
        double value = inLarge ? most + (least / ratio) : (most * ratio) + least;
        head.Number = new NumberSpan(head.Start, part.Number.End, [Math.Round(value, 9)]);
        head.Unit = unit.Value with { Unit = inLarge ? large : small };
        return true;
    }

    // "1h30", "6'2", "1 m 08": digits that touch the larger unit are in the next smaller one.
    private static UnitReading? Implied(string text, Quantity head, Quantity part, UnitDefinition large, UnitLexicon units)
    {
        int end = part.Number.End;
        int gap = part.Start - head.End;
        bool touches = gap is 0 or 1 && head.Unit is { Spelling.Length: 1 } && end - part.Start is 1 or 2
            && (end == text.Length
                || (gap == 0 ? !char.IsLetterOrDigit(text[end]) : end - part.Start == 2 && text[end] is ',' or ';' or '.' or ')'));
        return touches && units.Smaller(large) is { } small ? new UnitReading(small.Spellings[0], small, end, end) : null;
    }

    private static bool IsJoint(ReadOnlySpan<char> between, double ratio, double least, QuantityWords words)
    {
        if (between.Length > 6)
        {
            return false;
        }

        ReadOnlySpan<char> trimmed = between.Trim(' ');
        bool isDecimal = Math.Abs(Math.Log10(ratio) - Math.Round(Math.Log10(ratio))) < 1e-6; // "1 m, 50 cm" are two lengths
        return trimmed.Length == 0 || words.Is("range ends", trimmed)
            || (!isDecimal && least == Math.Floor(least) && trimmed is "," or "-");
    }
}

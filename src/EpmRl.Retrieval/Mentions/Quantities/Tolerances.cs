namespace EpmRl.Retrieval.Mentions;

/// <summary>Joins tolerances with the number before them: "250 ± 2 g", "60 +5/-2 Nm", "100 Ω ±5 %".</summary>
internal static class Tolerances
{
    private const int ReachBefore = 24;
    private const int ReachBehind = 8;

    /// <summary>Joins tolerances with their quantities, and drops those without one.</summary>
    public static void Join(string text, List<Quantity> quantities, UnitLexicon units)
    {
        int kept = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            Quantity quantity = quantities[i];
            if (IsBehindMark(text, quantity.Start) || IsNamed(text, quantity, units.Words))
            {
                continue; // "accuracy ±2 g" is not a value
            }

            quantities[kept++] = quantity;
            int last = Last(text, quantities, i);
            if (last > i)
            {
                Take(text, quantity, quantities[last], units);
                i = last;
            }
        }

        quantities.RemoveRange(kept, quantities.Count - kept);
    }

    // The last number of the tolerance after a quantity; the quantity itself without one.
    private static int Last(string text, List<Quantity> quantities, int i)
    {
        if (i + 1 >= quantities.Count)
        {
            return i;
        }

        ReadOnlySpan<char> first = Between(text, quantities[i], quantities[i + 1]);
        if (IsPlusMinus(first))
        {
            return i + 1;
        }

        if (first is not ("+" or "-" or "(+" or "(-") || i + 2 >= quantities.Count)
        {
            return i;
        }

        ReadOnlySpan<char> second = Between(text, quantities[i + 1], quantities[i + 2]);
        bool opposed =
            first.Contains('+') ? second is "/-" or "-" or "/ -" or ",-" or ", -" : second is "/+" or "/ +" or ",+" or ", +" or "+";
        return opposed && (first.Contains('+') || second.Contains('+')) ? i + 2 : i;
    }

    private static void Take(string text, Quantity quantity, Quantity tolerance, UnitLexicon units)
    {
        int end = tolerance.End < text.Length && text[tolerance.End] == ')' && text[quantity.End..tolerance.Start].Contains('(')
            ? tolerance.End + 1
            : tolerance.End;
        UnitReading? unit = tolerance.Unit is { Unit.Dimension: "ratio" } && quantity.Unit is null ? units.Read(text, end) : tolerance.Unit;
        if (quantity.Unit is { } own)
        {
            quantity.Unit = own with { End = end };
        }
        else
        {
            quantity.Number = quantity.Number with { End = end };
            quantity.Unit = unit;
            quantity.UnitCue = unit is null ? UnitCue.Assumed : UnitCue.Written;
        }
    }

    private static bool IsPlusMinus(ReadOnlySpan<char> between) =>
        between is "±" or "+/-" or "+-" or "+ /-" or "+/ -" or "(±" or "(+/-" or "+/-" or "-/+" or "-+" or "∓";

    private static bool IsBehindMark(string text, int start)
    {
        ReadOnlySpan<char> before = text.AsSpan(Math.Max(0, start - 4), Math.Min(4, start)).TrimEnd(' ');
        return before.EndsWith("±") || before.EndsWith("+/-");
    }

    // "tolerance of 0.5 cm", "1~2cm程度の誤差".
    private static bool IsNamed(string text, Quantity quantity, QuantityWords words) =>
        quantity.Unit is not null
        && (words.IsNear("tolerance", text, Math.Max(0, quantity.Start - ReachBefore), quantity.Start, withEnd: true)
            || words.IsNear("tolerance", text, quantity.End, Math.Min(text.Length, quantity.End + ReachBehind), withEnd: false));

    private static ReadOnlySpan<char> Between(string text, Quantity left, Quantity right) =>
        right.Start - left.End is >= 0 and <= 8 and var length ? text.AsSpan(left.End, length).Trim(' ') : [];
}

namespace EpmRl.Retrieval.Mentions;

/// <summary>Joins the two ends of a range: "12-14 in", "10 to 12 kg", "45…55", "between 30 and 35 L", "800 g bis 1,2 kg".</summary>
internal static class Ranges
{
    private const int LongestJoint = 14;

    /// <summary>Joins the ends of ranges.</summary>
    public static void Join(string text, List<Quantity> quantities, UnitLexicon units)
    {
        int kept = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            Quantity low = quantities[i];
            quantities[kept++] = low;
            if (i + 1 < quantities.Count && quantities[i + 1] is var high && Ends(text, low, high, units.Words) is var (values, other))
            {
                low.Number = new NumberSpan(
                    low.Start, high.Number.End, values, IsRange: true, Other: other, IsOpen: low.Number.IsOpen || high.Number.IsOpen);
                low.Unit = high.Unit ?? low.Unit;
                low.UnitCue = high.Unit is null ? low.UnitCue : high.UnitCue;
                i++;
            }
        }

        quantities.RemoveRange(kept, quantities.Count - kept);
    }

    // The ends in the unit of the second; null if the two are not a range.
    private static (double[] Values, double[]? Other)? Ends(string text, Quantity low, Quantity high, QuantityWords words)
    {
        // Number words count pieces: the Italian "coppia" (torque, or a pair) does not begin a range.
        if (low.Number.IsWord != high.Number.IsWord || low.Number is not { Values: [var first], IsRange: false }
            || high.Number is not { Values: [var second], IsRange: false }
            || Joint(text, low, high, words) is not { } mayFall || UnitRatio(low, high) is not { } ratio)
        {
            return null;
        }

        double[]? values = Rising(first * ratio, second, mayFall);
        double[]? other = low.Number.Other is null && high.Number.Other is null ? null
            : Rising((low.Number.Other?[0] ?? first) * ratio, high.Number.Other?[0] ?? second, mayFall);
        return values is null ? other is null ? null : (other, null) : (values, other);
    }

    private static double[]? Rising(double first, double second, bool mayFall) =>
        first < second ? [Math.Round(first, 9), second] : mayFall && second < first ? [second, Math.Round(first, 9)] : null;

    // Whether the ends of a range may be descending, according to the text between them; null if the text does not make a range.
    private static bool? Joint(string text, Quantity low, Quantity high, QuantityWords words)
    {
        if (high.Start - low.End is < 1 or > LongestJoint)
        {
            return null;
        }

        ReadOnlySpan<char> between = text.AsSpan(low.End, high.Start - low.End).Trim(' ');
        return between is "-" or "--" or ".." or "..." or "…" or "~" or "〜" or "÷" ? false
            : words.Is("range", between) ? true
            : words.Is("range ends", between) && words.StartBefore("range begins", text, low.Start) is not null ? true
            : null;
    }

    // The factor from the first unit to the second; null if their dimensions differ.
    private static double? UnitRatio(Quantity low, Quantity high)
    {
        if (low.Unit is null)
        {
            return high.Unit is null && high.Scale != low.Scale && low.Scale == 1 ? high.Scale : 1; // "2-3K pages"
        }

        return low.Unit?.Unit == high.Unit?.Unit ? 1

            : low.Unit?.Unit is { Offset: 0 } from && high.Unit?.Unit is { Offset: 0 } to && from.Dimension == to.Dimension
            ? from.Factor / to.Factor
            : null;
    }
}

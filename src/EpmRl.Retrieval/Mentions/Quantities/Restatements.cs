using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Joins quantities that are repeated in another unit: "27 in (68.6 cm)", "12 x 8 in (30.5 x 20.3 cm)". The first one is kept for both.
/// </summary>
internal static class Restatements
{
    private const int Most = 4; // numbers of a size
    private const double Rounding = 0.021; // tolerance for rounding in the text; a cup is 240 or 250 ml

    /// <summary>Joins restatements with the quantities before them.</summary>
    public static void Join(string text, List<Quantity> quantities)
    {
        int kept = 0;
        for (int i = 0; i < quantities.Count; i++)
        {
            int count = Count(text, quantities, kept, i);
            if (count == 0)
            {
                quantities[kept++] = quantities[i];
                continue;
            }

            Quantity said = quantities[kept - 1];
            int end = quantities[i + count - 1].End;
            if (end < text.Length && text[end] == ')')
            {
                end++;
            }

            said.Unit = said.Unit!.Value with { End = end };
            i += count - 1;
        }

        quantities.RemoveRange(kept, quantities.Count - kept);
    }

    // The number of quantities from an index that restate as many before it: quantities[..kept] are those kept so far.
    private static int Count(string text, List<Quantity> quantities, int kept, int next)
    {
        if (kept == 0 || !Opens(text, quantities[kept - 1], quantities[next]))
        {
            return 0;
        }

        for (int count = 1; count <= Math.Min(Most, Math.Min(kept, quantities.Count - next)); count++)
        {
            if (UnitOf(quantities, kept - 1) is { } first && UnitOf(quantities, next + count - 1) is { } second && first != second
                && first.Dimension == second.Dimension
                && Enumerable.Range(0, count).All(at => Same(quantities[kept - count + at], quantities[next + at], first, second))
                && (count == 1
                    || Enumerable.Range(0, count - 1).All(at => quantities[next + at + 1].Start - quantities[next + at].End <= 8)))
            {
                return count;
            }
        }

        return 0;
    }

    private static UnitDefinition? UnitOf(List<Quantity> quantities, int at) =>
        quantities[at] is { UnitCue: UnitCue.Written, Unit.Unit: { } unit } ? unit : null;

    private static bool Same(Quantity said, Quantity again, UnitDefinition first, UnitDefinition second)
    {
        if (said.Number.Values.Count != again.Number.Values.Count || (said.Unit is { } own && own.Unit != first)
            || (again.Unit is { } other && other.Unit != second))
        {
            return false;
        }

        for (int i = 0; i < said.Number.Values.Count; i++)
        {
            double one = (said.Number.Values[i] * first.Factor) + first.Offset;
            double two = (again.Number.Values[i] * second.Factor) + second.Offset;
            if (Math.Abs(one - two) > (Rounding * Math.Max(Math.Abs(one), Math.Abs(two))) + (0.05 * second.Factor))
            {
                return false;
            }
        }

        return true;
    }

    // A bracket, a slash or an equals sign, optionally with a word such as "approx.".
    private static bool Opens(string text, Quantity said, Quantity again)
    {
        if (again.Start - said.End is < 1 or > 12)
        {
            return false;
        }

        ReadOnlySpan<char> between = text.AsSpan(said.End, again.Start - said.End).Trim(' ');
        return between.Length > 0 && (between[0] is '(' or '[' or '=' or '≈' || between is "/" or "|" or "~" or "," or "-");
    }
}

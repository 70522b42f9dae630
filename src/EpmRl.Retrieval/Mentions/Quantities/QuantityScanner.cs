using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>Finds the quantities of a field: numbers with units, role marks and chains ("24"W x 30"D x 36"H").</summary>
internal sealed partial class QuantityScanner(NumberScanner numbers, UnitLexicon units, RoleWords roles)
{
    /// <summary>The quantities of a field, in order.</summary>
    public List<Quantity> Scan(FieldText field)
    {
        List<Quantity> quantities = ReadUnits(field);
        JoinRanges(field.Text, quantities);
        if (!roles.IsEmpty)
        {
            FindRoles(field, quantities);
        }

        JoinChains(field.Text, quantities);
        return quantities;
    }

    private List<Quantity> ReadUnits(FieldText field)
    {
        var quantities = new List<Quantity>();
        foreach (NumberSpan number in numbers.Scan(field))
        {
            if (quantities.Count == 0 || number.Start >= quantities[^1].End)
            {
                quantities.Add(new Quantity(number, units.Read(field.Text, number.End)));
            }
        }

        return quantities;
    }

    // "12-14 in", "121" - 132"", "12 to 14 in": rising, and of one unit.
    private static void JoinRanges(string text, List<Quantity> quantities)
    {
        for (int i = 0; i + 1 < quantities.Count; i++)
        {
            Quantity low = quantities[i];
            Quantity high = quantities[i + 1];
            if (low.Number.Values.Count == 1 && high.Number.Values.Count == 1 && low.Number.Values[0] < high.Number.Values[0]
                && (low.Unit is null || low.Unit?.Unit == high.Unit?.Unit)
                && RangeJoint().IsMatch(text.AsSpan(low.End, high.Start - low.End)))
            {
                low.Number = new NumberSpan(
                    low.Start, high.Number.End, [low.Number.Values[0], high.Number.Values[0]], IsRange: true);
                low.Unit = high.Unit;
                low.UnitCue = high.UnitCue;
                quantities.RemoveAt(i + 1);
            }
        }
    }

    private void FindRoles(FieldText field, List<Quantity> quantities)
    {
        int taken = 0; // roles before this place belong to an earlier number
        foreach (Quantity quantity in quantities)
        {
            // A mark that is a unit's spelling too ("24W", "36H", "30D") is a mark: the category declares it as one.
            if (quantity is { UnitCue: UnitCue.Written, Unit: { } unit } && char.IsLetter(unit.Spelling[0])
                && roles.Contains(TextKey.Of(unit.Spelling)) && roles.After(field.Text, unit.End) is null)
            {
                quantity.Unit = null;
                quantity.UnitCue = UnitCue.Assumed;
            }

            if (roles.After(field.Text, quantity.End) is { } after)
            {
                quantity.Role = after.Key;
                quantity.RolePlace = (after.Start, after.End);
                taken = after.End;
            }
            else if (roles.Before(field, quantity.Start) is { } before && before.Start >= taken)
            {
                quantity.Role = before.Key;
                quantity.RolePlace = (before.Start, before.End);
                taken = quantity.End;
            }
        }
    }

    private void JoinChains(string text, List<Quantity> quantities)
    {
        for (int first = 0; first < quantities.Count;)
        {
            int last = first;
            while (last + 1 < quantities.Count && IsJoined(text, quantities[last], quantities[last + 1]))
            {
                last++;
            }

            if (last > first)
            {
                List<Quantity> chain = quantities[first..(last + 1)];
                for (int place = 0; place < chain.Count; place++)
                {
                    chain[place].ChainLength = chain.Count;
                    chain[place].ChainPlace = place + 1;
                }

                InheritUnits(chain);
                ReadHeader(text, chain);
            }

            first = last + 1;
        }
    }

    private static bool IsJoined(string text, Quantity left, Quantity right)
    {
        int start = left.ExtentEnd;
        int end = right.ExtentStart;
        if (end < start || end - start > 8)
        {
            return false;
        }

        ReadOnlySpan<char> between = text.AsSpan(start, end - start);
        return ChainJoint().IsMatch(between) || (left.Role is not null && right.Role is not null && MarkedJoint().IsMatch(between));
    }

    // "24 x 30 in": sizes share the unit at the end. "3 x 250 g" is three times 250 g, so only lengths are inherited.
    private static void InheritUnits(List<Quantity> chain)
    {
        UnitReading? near = null;
        foreach (Quantity quantity in Enumerable.Reverse(chain).Concat(chain))
        {
            if (quantity.UnitCue == UnitCue.Written)
            {
                near = quantity.Unit?.Unit?.Dimension == "length" ? quantity.Unit : null;
            }
            else if (quantity.Unit is null && near is not null)
            {
                quantity.Unit = near;
                quantity.UnitCue = UnitCue.Inherited;
            }
        }
    }

    // "(W x D x H) 24 x 30 x 36" or "24 x 30 x 36 (W x D x H)": the marks stand together, beside the chain.
    private void ReadHeader(string text, List<Quantity> chain)
    {
        if (roles.IsEmpty || chain.Any(quantity => quantity.Role is not null))
        {
            return;
        }

        int from = Math.Max(0, chain[0].Start - 40);
        int to = Math.Min(text.Length, chain[^1].End + 40);
        foreach (Match header in Header().Matches(text[from..to]))
        {
            string[] keys = [.. header.Groups["role"].Captures.Select(capture => TextKey.Of(capture.Value))];
            if (keys.Length == chain.Count && keys.All(roles.Contains))
            {
                for (int i = 0; i < keys.Length; i++)
                {
                    Capture capture = header.Groups["role"].Captures[i];
                    chain[i].Role = keys[i];
                    chain[i].RolePlace = (from + capture.Index, from + capture.Index + capture.Length);
                }

                return;
            }
        }
    }

    [GeneratedRegex(@"^\s?(-|to|bis|\.\.)\s?$", RegexOptions.IgnoreCase)]
    private static partial Regex RangeJoint();

    [GeneratedRegex(@"^\s*(x|by|\*)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex ChainJoint();

    [GeneratedRegex(@"^[\s,;/&x).]*(and)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex MarkedJoint();

    [GeneratedRegex(@"(?<![A-Za-z])(?<role>[A-Za-z]{1,8})(\s*[xX/*]\s*(?<role>(?!x)[A-Za-z]{1,8}?)){1,3}(?![A-Za-z])")]
    private static partial Regex Header();
}

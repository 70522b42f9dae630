using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Joins numbers that form one size or one list of marked numbers: "24"W x 30"D x 36"H", "B/T/H: 65/60/110 cm", "EU 42 / US 9".
/// </summary>
/// <param name="roles">The role words.</param>
/// <param name="units">Reads units after marks.</param>
internal sealed partial class ChainReader(RoleWords roles, UnitLexicon units)
{
    private const int LongestCompared = 6; // sizes have two to four numbers
    private const int HeaderReach = 16; // characters between a header and its chain

    /// <summary>Assigns a header's marks to the numbers next to it, in order: "B/T/H: 65/60/110 cm", "24 x 30 x 36 (W x D x H)".</summary>
    public static void ReadHeaders(string text, List<Quantity> quantities, RoleHeader[] headers)
    {
        int next = 0; // headers and quantities are in order
        foreach (RoleHeader header in headers)
        {
            while (next < quantities.Count && quantities[next].Start < header.End)
            {
                next++;
            }

            if (!Give(text, quantities, next, header, Split(quantities, next, header, behind: true)))
            {
                int parts = Split(quantities, next - 1, header, behind: false);
                int first = next - (parts > 1 ? 1 : header.Marks.Length);
                if (first >= 0)
                {
                    Give(text, quantities, first, header, parts);
                }
            }
        }
    }

    /// <summary>Joins the quantities of a field into chains.</summary>
    public void Read(string text, List<Quantity> quantities)
    {
        for (int first = 0; first < quantities.Count;)
        {
            int last = first;
            bool product = false; // whether joined by times signs
            while (last + 1 < quantities.Count
                && (IsJoined(text, quantities[last], quantities[last + 1], ref product)
                    || (last > first && GoesOn(text, quantities[last], quantities[last + 1]))))
            {
                last++;
            }

            if (last == first + 1 && IsMultiplier(quantities[first], quantities[last]))
            {
                if (roles.Contains(RoleWords.Times))
                {
                    quantities[first].Role ??= RoleWords.Times;
                }
            }
            else if (last > first)
            {
                List<Quantity> chain = quantities[first..(last + 1)];
                for (int place = 0; place < chain.Count; place++)
                {
                    chain[place].ChainLength = chain.Count;
                    chain[place].ChainPlace = place + 1;
                    if (product && chain[place].Role is { } role && roles.IsCount(role))
                    {
                        chain[place].Unmark(); // "envelopes 12 x 15": a size, not twelve envelopes
                    }
                }

                ReadUnitBehindMark(text, chain);
                InheritUnits(text, chain);
                Compare(chain);
            }

            first = last + 1;
        }

        // A mark of sizes is void if no unit was found for its number.
        foreach (Quantity quantity in quantities)
        {
            if (quantity.Role is { } role && !roles.CanMark(role, quantity))
            {
                quantity.Unmark();
            }
        }
    }

    private static bool Give(string text, List<Quantity> quantities, int first, RoleHeader header, int parts)
    {
        int count = header.Marks.Length;
        if (parts > 1)
        {
            SplitNumber(text, quantities, first);
        }

        if (first + count > quantities.Count
            || Math.Max(quantities[first].Start - header.End, header.Start - quantities[first + count - 1].End) > HeaderReach)
        {
            return false;
        }

        for (int i = first; i < first + count; i++)
        {
            bool joined = i + 1 == first + count || ListJoint().IsMatch(Between(text, quantities, i));
            if (!joined || quantities[i].Role is not null)
            {
                return false;
            }
        }

        bool goesOn = first + count < quantities.Count && ChainJoint().IsMatch(Between(text, quantities, first + count - 1));
        if (goesOn || (first > 0 && ChainJoint().IsMatch(Between(text, quantities, first - 1))))
        {
            return false; // the chain is another length than the header
        }

        for (int i = 0; i < count; i++)
        {
            quantities[first + i].Mark(header.Marks[i], header);
        }

        return true;
    }

    private static ReadOnlySpan<char> Between(string text, List<Quantity> quantities, int left)
    {
        int start = quantities[left].End;
        return text.AsSpan(start, Math.Max(0, quantities[left + 1].Start - start));
    }

    // "65/60/110" is three sizes if three marks are next to it. Returns the number of values in a quantity, 1 if the header does not apply.
    private static int Split(List<Quantity> quantities, int at, RoleHeader header, bool behind) =>
        at >= 0 && at < quantities.Count && quantities[at] is { Number: { IsRange: false, Values.Count: var count } } quantity
        && count == header.Marks.Length && (behind ? quantity.Start - header.End : header.Start - quantity.End) is >= 0 and <= HeaderReach
            ? count
            : 1;

    private static void SplitNumber(string text, List<Quantity> quantities, int at)
    {
        Quantity whole = quantities[at];
        var parts = new List<Quantity>();
        int start = whole.Start;
        foreach (double value in whole.Number.Values)
        {
            int slash = text.IndexOf('/', start, whole.Number.End - start);
            int end = slash < 0 ? whole.Number.End : slash;
            parts.Add(new Quantity(new NumberSpan(start, end, [value]), end == whole.Number.End ? whole.Unit : null));
            start = end + 1;
        }

        quantities.RemoveAt(at);
        quantities.InsertRange(at, parts);
    }

    private static bool IsJoined(string text, Quantity left, Quantity right, ref bool product)
    {
        if (left.Header is not null && left.Header == right.Header)
        {
            return true;
        }

        int start = left.ExtentEnd;
        int end = right.ExtentStart;
        if (end < start || end - start > 8)
        {
            return false;
        }

        ReadOnlySpan<char> between = text.AsSpan(start, end - start);
        bool times = ChainJoint().IsMatch(between);
        product |= times;
        return times || (left.Role is not null && right.Role is not null && MarkedJoint().IsMatch(between));
    }

    // "36" x 12" 48"", "10 1/2 x 5 3/4 14 1/2, cherry": the third size of a chain without a times sign has the unit of the second; a number
    // without a unit ends its clause, so that it counts nothing else.
    private static bool GoesOn(string text, Quantity left, Quantity right)
    {
        if (left.Role is not null || right.Role is not null || text.AsSpan(left.End, right.Start - left.End) is not " ")
        {
            return false;
        }

        return left is { UnitCue: UnitCue.Written, Unit.Unit: { Dimension: "length" } unit }
            ? right.UnitCue == UnitCue.Written && right.Unit?.Unit == unit
            : left.Unit is null && !right.Number.IsWord && (right.Unit is null || right.Unit?.Unit?.Dimension == "length")
                && EndsClause(text, right.End);
    }

    private static bool EndsClause(string text, int end) => end == text.Length || text[end] is ',' or ';' or ')'
        || (text[end] == '.' && (end + 1 == text.Length || text[end + 1] == ' '));

    private static bool IsTimes(string text, Quantity one, Quantity other)
    {
        (Quantity left, Quantity right) = one.Start < other.Start ? (one, other) : (other, one);
        return ChainJoint().IsMatch(text.AsSpan(left.ExtentEnd, Math.Max(0, right.ExtentStart - left.ExtentEnd)));
    }

    // "3 x 250 g" is a count of pieces; a size would be in lengths.
    private static bool IsMultiplier(Quantity count, Quantity each) =>
        count.Unit is null && each is { UnitCue: UnitCue.Written, Unit.Unit: { Dimension: not "length" } };

    // "24W x 30D x 36H in": the unit is after the mark if nothing else follows it.
    private void ReadUnitBehindMark(string text, List<Quantity> chain)
    {
        foreach (Quantity quantity in chain)
        {
            if (quantity is { Unit: null, Header: null, Role: { } role } && roles.MarksSize(role)
                && quantity.RolePlace.Start >= quantity.Number.End)
            {
                int position = quantity.RolePlace.End;
                position += position < text.Length && text[position] == ')' ? 1 : 0;
                if (units.Read(text, position) is { Unit.Dimension: "length" } unit && EndsSize(text, unit.End))
                {
                    quantity.Unit = unit;
                    quantity.UnitCue = UnitCue.Inherited; // the number keeps its own span
                }
            }
        }
    }

    private static bool EndsSize(string text, int end) =>
        EndsClause(text, end) || NextOfChain().IsMatch(text.AsSpan(end, Math.Min(4, text.Length - end)));

    // "24 x 30 in", "W 65, D 60, H 110 cm": sizes share a unit, written at either end or at their header.
    private void InheritUnits(string text, List<Quantity> chain)
    {
        UnitReading? near = chain.Any(quantity => quantity.Unit is not null) ? null : chain[0].Header?.Unit
            ?? units.ReadBracket(text, chain[^1].ExtentEnd) ?? units.ReadBefore(text, chain[0].ExtentStart);
        if (near is not null)
        {
            chain.ForEach(quantity => Inherit(quantity, near.Value));
            return;
        }

        Quantity? previous = null;
        foreach (Quantity quantity in Enumerable.Reverse(chain).Concat(chain))
        {
            if (previous is not null && previous != quantity && !IsTimes(text, previous, quantity) && !AreSizes(previous, quantity))
            {
                near = null; // "2 mm wide, size 7": a list, not a product
            }

            previous = quantity;
            if (quantity.Unit is { } unit)
            {
                near = unit.Unit?.Dimension == "length" ? unit : null;
            }
            else if (near is not null)
            {
                Inherit(quantity, near.Value);
            }
        }
    }

    private static void Inherit(Quantity quantity, UnitReading unit)
    {
        quantity.Unit = unit;
        quantity.UnitCue = UnitCue.Inherited;
    }

    private bool AreSizes(Quantity one, Quantity other) =>
        one.Role is { } role && other.Role is { } next && roles.MarksSize(role) && roles.MarksSize(next);

    // Relations between the numbers of a chain. A long row of numbers is a table or junk, and is left out.
    private static void Compare(List<Quantity> chain)
    {
        if (chain.Count > LongestCompared)
        {
            return;
        }

        string marks = string.Join('x', chain.Select(quantity => quantity.Role ?? "?"));
        foreach (Quantity quantity in chain)
        {
            quantity.ChainMarks = marks;
            quantity.ChainRank = 1 + chain.Count(other => other.Number.Values[^1] > quantity.Number.Values[^1]);
        }
    }

    [GeneratedRegex(@"^[\s)]*(x|by|\*)[\s(]*$", RegexOptions.IgnoreCase)]
    private static partial Regex ChainJoint();

    [GeneratedRegex(@"^\s{0,2}(x|by|\*|/|·)\s{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex ListJoint();

    [GeneratedRegex(@"^[\s,;:=/&x()\[\].|·-]*(and)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex MarkedJoint();

    [GeneratedRegex(@"^\)?\s?[x*,/)]", RegexOptions.IgnoreCase)]
    private static partial Regex NextOfChain();
}

using System.Text.RegularExpressions;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions.Quantities;

/// <summary>Finds the quantities of a field: numbers with units, role marks and chains ("24"W x 30"D x 36"H").</summary>
/// <param name="composer">Makes quantities of numbers and units.</param>
/// <param name="roles">The role words of the category's attributes.</param>
/// <param name="dimensions">What the category's attributes measure.</param>
internal sealed partial class QuantityScanner(QuantityComposer composer, RoleWords roles, HashSet<string> dimensions)
{
    private const string Times = "x"; // as a role word: how many pieces, "3 x 250 g"

    private const int LongestCompared = 6; // sizes have two to four numbers
    private const int HeaderReach = 16; // characters between a header and its chain

    /// <summary>The quantities of a field, in order.</summary>
    /// <param name="field">The field.</param>
    /// <param name="notation">How the listing writes numbers; null to judge by the field alone.</param>
    public List<Quantity> Scan(FieldText field, NumberNotation? notation = null)
    {
        List<Quantity> quantities = composer.Compose(field, notation);
        RoleHeader[] headers = roles.IsEmpty ? [] : RoleHeader.Find(field.Text, roles);
        if (!roles.IsEmpty)
        {
            FindRoles(field, quantities, headers);
        }

        JoinChains(field.Text, quantities, headers);
        return quantities;
    }

    private void FindRoles(FieldText field, List<Quantity> quantities, RoleHeader[] headers)
    {
        int taken = 0; // roles before this place belong to an earlier number
        for (int i = 0; i < quantities.Count; i++)
        {
            Quantity quantity = quantities[i];

            // A mark that is a unit's spelling too ("24W", "36H", "30D") is a mark, unless the category measures in that unit.
            if (quantity is { UnitCue: UnitCue.Written, Unit: { } unit } && char.IsLetter(unit.Spelling[0])
                && (unit.Unit is null || !dimensions.Contains(unit.Unit.Dimension))
                && roles.Contains(TextKey.Of(unit.Spelling)) && roles.After(field.Text, unit.End) is null)
            {
                quantity.Unit = null;
                quantity.UnitCue = UnitCue.Assumed;
            }

            RoleMark? after = Free(quantity, roles.After(field.Text, quantity.End), headers);
            RoleMark? before = Free(quantity, roles.Before(field, quantity.Start), headers);
            if (before is { } earlier && earlier.Start < taken)
            {
                before = null;
            }

            bool afterIsNexts = after is { } mark && i + 1 < quantities.Count
                && BelongsToNext(field.Text, quantity, before, mark, quantities[i + 1]);
            if ((afterIsNexts || after is null ? before : after) is { } role)
            {
                quantity.Role = role.Key;
                quantity.RolePlace = (role.Start, role.End);
                taken = Math.Max(role.End, quantity.End);
            }
        }
    }

    // "Width 24 Depth 30", "5 W replaces 50 W": a mark that another number follows at once is that number's when this one has a mark
    // already, or when the other is of the same unit and has none behind it.
    private bool BelongsToNext(string text, Quantity quantity, RoleMark? before, RoleMark mark, Quantity next) =>
        next.Start - mark.End is >= 0 and <= 2
        && (before is not null
            || (mark.Start - quantity.End > 0 && mark.End - mark.Start > 2 && next.Unit is not null
                && next.Unit?.Unit == quantity.Unit?.Unit && roles.After(text, next.End) is null));

    private RoleMark? Free(Quantity quantity, RoleMark? mark, RoleHeader[] headers) =>
        mark is { } found
        && (!roles.CanMark(found.Key, quantity) || headers.Any(header => header.Start < found.End && found.Start < header.End)) ? null : mark;

    private void JoinChains(string text, List<Quantity> quantities, RoleHeader[] headers)
    {
        for (int first = 0; first < quantities.Count;)
        {
            int last = first;
            while (last + 1 < quantities.Count
                && (IsJoined(text, quantities[last], quantities[last + 1]) || (last > first && GoesOn(text, quantities[last], quantities[last + 1]))))
            {
                last++;
            }

            if (last == first + 1 && IsMultiplier(quantities[first], quantities[last]))
            {
                if (roles.Contains(Times))
                {
                    quantities[first].Role ??= Times;
                }
            }
            else if (last > first)
            {
                List<Quantity> chain = quantities[first..(last + 1)];
                for (int place = 0; place < chain.Count; place++)
                {
                    chain[place].ChainLength = chain.Count;
                    chain[place].ChainPlace = place + 1;
                    if (chain[place].Role is { } role && roles.IsCount(role))
                    {
                        chain[place].Role = null; // "envelopes 12 x 15": a size, not twelve envelopes
                    }
                }

                InheritUnits(text, chain);
                ReadHeader(chain, headers);
                Compare(chain);
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

    // "36" x 12" 48"", "10 1/2 x 5 3/4 14 1/2, cherry": the third size of a chain whose mark got lost has the unit of the second; one
    // without a unit ends its clause, so that it counts nothing else.
    private static bool GoesOn(string text, Quantity left, Quantity right)
    {
        if (left.Role is not null || right.Role is not null || text.AsSpan(left.End, right.Start - left.End) is not " ")
        {
            return false;
        }

        return left is { UnitCue: UnitCue.Written, Unit.Unit: { Dimension: "length" } unit }
            ? right.UnitCue == UnitCue.Written && right.Unit?.Unit == unit
            : left.Unit is null && !right.Number.IsWord && (right.Unit is null || right.Unit?.Unit?.Dimension == "length") && EndsClause(text, right.End);
    }

    private static bool EndsClause(string text, int end) => end == text.Length || text[end] is ',' or ';' or ')'
        || (text[end] == '.' && (end + 1 == text.Length || text[end + 1] == ' '));

    private static bool IsTimes(string text, Quantity one, Quantity other)
    {
        (Quantity left, Quantity right) = one.Start < other.Start ? (one, other) : (other, one);
        return ChainJoint().IsMatch(text.AsSpan(left.ExtentEnd, Math.Max(0, right.ExtentStart - left.ExtentEnd)));
    }

    // "3 x 250 g": so many of these; a size would be in lengths.
    private static bool IsMultiplier(Quantity count, Quantity each) =>
        count.Unit is null && each is { UnitCue: UnitCue.Written, Unit.Unit: { Dimension: not "length" } };

    // "24 x 30 in": sizes share the unit at the end.
    private static void InheritUnits(string text, List<Quantity> chain)
    {
        UnitReading? near = null;
        Quantity? previous = null;
        foreach (Quantity quantity in Enumerable.Reverse(chain).Concat(chain))
        {
            if (previous is not null && previous != quantity && !IsTimes(text, previous, quantity))
            {
                near = null; // "2 mm wide, size 7": a list, not a product
            }

            previous = quantity;
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

    // What the numbers of a chain say of each other. A long row of numbers is a table or junk, and says nothing.
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

    // "(W x D x H) 24 x 30 x 36" or "24 x 30 x 36 (W x D x H)": the marks stand together, beside the chain.
    private static void ReadHeader(List<Quantity> chain, RoleHeader[] headers)
    {
        if (chain.Any(quantity => quantity.Role is not null))
        {
            return;
        }

        foreach (RoleHeader header in headers)
        {
            int gap = Math.Max(chain[0].Start - header.End, header.Start - chain[^1].End);
            if (header.Marks.Length == chain.Count && gap <= HeaderReach)
            {
                for (int i = 0; i < chain.Count; i++)
                {
                    chain[i].Role = header.Marks[i].Key;
                    chain[i].RolePlace = (header.Marks[i].Start, header.Marks[i].End);
                }

                return;
            }
        }
    }

    [GeneratedRegex(@"^\s*(x|by|\*)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex ChainJoint();

    [GeneratedRegex(@"^[\s,;/&x).]*(and)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex MarkedJoint();
}

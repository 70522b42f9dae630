using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Assigns marks to numbers: "24W x 30D", "UK 8 EU 42 US 9", "Width: 24, depth: 30".</summary>
/// <remarks>
/// In a run of numbers with only marks between them, the side of the marks is decided once: the side on which more numbers have a mark. In
/// "UK 8 EU 42 US 9", three numbers have a mark before and two a mark after. A run without a majority, and a single number, are decided by
/// their neighbours.
/// </remarks>
/// <param name="roles">The role words.</param>
/// <param name="units">The units, and the words around quantities.</param>
internal sealed partial class RoleReader(RoleWords roles, UnitLexicon units)
{
    private const int LongestGap = 40; // characters between two numbers of a run
    private const char LastLatin = '\u024F';
    private const double Written = 0.5; // bonus of a mark that touches its number, "W65"

    /// <summary>Assigns marks to the quantities of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="quantities">Its quantities; those of headers already have their roles.</param>
    /// <param name="headers">Headers, whose marks are not available to other numbers.</param>
    public void Read(FieldText field, List<Quantity> quantities, RoleHeader[] headers)
    {
        var places = new Place[quantities.Count];
        for (int i = 0; i < places.Length; i++)
        {
            FreeOfUnit(field.Text, quantities[i]);
            int lead = LeadOf(field.Text, quantities[i]);
            RoleMark? before = roles.Glued(field.Text, quantities[i].Start) ?? roles.Before(field, quantities[i].Start)
                ?? (lead < quantities[i].Start ? roles.Before(field, lead) : null);
            places[i] = new Place(
                lead,
                Whole(field, Free(field.Text, quantities[i], before, headers)),
                Free(field.Text, quantities[i], Behind(field.Text, quantities[i].End), headers));
        }

        int taken = 0; // roles before this place belong to an earlier number
        for (int first = 0; first < places.Length;)
        {
            int last = first;
            while (last + 1 < places.Length && AreLinked(field.Text, quantities, places, last))
            {
                last++;
            }

            if (!ReadRun(field, quantities, places, first, last, ref taken))
            {
                for (int i = first; i <= last; i++)
                {
                    ReadAlone(field.Text, quantities, places, i, ref taken);
                }
            }

            first = last + 1;
        }
    }

    // "Seat H 45-55 cm": a mark of sizes after the thing it measures.
    private RoleMark? Whole(FieldText field, RoleMark? mark) =>
        mark is { } size && roles.Families.Contains(size.Key) && roles.Before(field, size.Start) is { } part
            && roles.PartSize(part.Key, size.Key) is { } whole
            ? size with { Key = whole } : mark;

    // "height adjustable from 44 to 54 cm", "width about 65 cm": words that belong to the number.
    private int LeadOf(string text, Quantity quantity)
    {
        int before = quantity.Start - 1;
        while (before >= 0 && quantity.Start - before < 3 && text[before] == ' ')
        {
            before--;
        }

        if (before < 0 || char.IsAsciiDigit(text[before]))
        {
            return quantity.Start; // no word is there
        }

        int lead = units.Words.StartBefore("approximately", text, quantity.Start) ?? quantity.Start;
        lead = quantity.Number.IsRange ? units.Words.StartBefore("range begins", text, lead) ?? lead : lead;
        lead = units.Words.StartBefore("adjustable", text, lead) ?? lead;
        return quantity.Bound switch
        {
            Bound.AtMost => units.Words.StartBefore("at most", text, lead) ?? lead,
            Bound.AtLeast => units.Words.StartBefore("at least", text, lead) ?? lead,
            _ => lead,
        };
    }

    // A mark that is also a unit's spelling ("24W", "36H", "30D") is a mark unless the category measures in that unit.
    private void FreeOfUnit(string text, Quantity quantity)
    {
        if (quantity is { UnitCue: UnitCue.Written, Unit: { } unit } && char.IsLetter(unit.Spelling[0])
            && (unit.Unit is null || !units.Measured.Contains(unit.Unit))
            && roles.Contains(RoleWords.Key(unit.Spelling)) && roles.After(text, unit.End) is null)
        {
            quantity.Unit = null;
            quantity.UnitCue = UnitCue.Assumed;
        }
    }

    // "42.5 (US 9)": a mark in brackets that has a number of its own.
    private RoleMark? Behind(string text, int end)
    {
        const int reach = 6;
        if (roles.After(text, end) is not { } mark || !text.AsSpan(end, mark.Start - end).Contains('('))
        {
            return roles.After(text, end);
        }

        ReadOnlySpan<char> rest = text.AsSpan(mark.End, Math.Min(reach, text.Length - mark.End));
        int digit = rest.IndexOfAnyInRange('0', '9');
        int close = rest.IndexOf(')');
        return digit >= 0 && (close < 0 || digit < close) ? null : mark;
    }

    private RoleMark? Free(string text, Quantity quantity, RoleMark? mark, RoleHeader[] headers) =>
        mark is { } found && roles.CouldMark(found.Key, quantity) && !IsOrdinaryWord(text, quantity, found)
        && !headers.Any(header => header.Start < found.End && found.Start < header.End) ? mark : null;

    // The "à" of "100 à 110 cm" is not a mark A: a letter that is also a word is a mark only as a capital, touching its number, or with a
    // point or colon.
    private bool IsOrdinaryWord(string text, Quantity quantity, RoleMark mark) =>
        mark.End - mark.Start == 1 && char.IsLower(text[mark.Start]) && text[mark.Start] < LastLatin && roles.NeedsCompany(mark.Key)
        && mark.End != quantity.Start && mark.Start != quantity.End && !(mark.End < text.Length && text[mark.End] is '.' or ':');

    // Only marks and joints between two numbers.
    private static bool AreLinked(string text, List<Quantity> quantities, Place[] places, int left)
    {
        int start = quantities[left].End;
        int end = Math.Max(start, places[left + 1].Lead);
        if (end - start is < 0 or > LongestGap || quantities[left].Role is not null || quantities[left + 1].Role is not null)
        {
            return false;
        }

        RoleMark? behind = places[left].After is { } after && after.Start >= start && after.End <= end ? after : null;
        RoleMark? ahead = places[left + 1].Before is { } before && before.Start >= start && before.End <= end ? before : null;
        if (behind is { } one && ahead is { } other && one.Start < other.End && other.Start < one.End)
        {
            behind = null; // the same mark, seen from both sides
        }

        return (behind, ahead) switch
        {
            (null, null) => Joint().IsMatch(text.AsSpan(start, end - start)),
            ({ } mark, null) => AreJoints(text, start, mark.Start) && AreJoints(text, mark.End, end),
            (null, { } mark) => AreJoints(text, start, mark.Start) && AreJoints(text, mark.End, end),
            ({ } mark, { } next) => mark.End <= next.Start && AreJoints(text, start, mark.Start) && AreJoints(text, mark.End, next.Start)
                && AreJoints(text, next.End, end),
        };
    }

    private static bool AreJoints(string text, int start, int end) => Joints().IsMatch(text.AsSpan(start, end - start));

    private bool ReadRun(FieldText field, List<Quantity> quantities, Place[] places, int first, int last, ref int taken)
    {
        string text = field.Text;
        if (first == last)
        {
            return false;
        }

        (double before, double behind) = (0, 0);
        for (int i = first; i <= last; i++)
        {
            before += Before(text, quantities, places, i) is { } mark ? Weight(Touch(field, mark.End, quantities[i].Start)) : 0;
            behind += After(text, quantities, places, i) is { } other ? Weight(Touch(field, quantities[i].End, other.Start)) : 0;
        }

        if (before == behind)
        {
            return false;
        }

        for (int i = first; i <= last; i++)
        {
            if ((before > behind ? Before(text, quantities, places, i) : After(text, quantities, places, i)) is { } mark)
            {
                Take(quantities[i], mark, ref taken);
            }
        }

        // A mark not taken by other numbers: "Width 24 x 30 deep".
        for (int i = first; i <= last; i++)
        {
            RoleMark? other = before > behind ? After(text, quantities, places, i) : Before(text, quantities, places, i);
            if (quantities[i].Role is null && other is { } mark && !IsTaken(quantities, Math.Max(first, i - 1), Math.Min(last, i + 1), mark)
                && !roles.NeedsCompany(mark.Key))
            {
                Take(quantities[i], mark, ref taken);
            }
        }

        Understand(text, quantities, first, last);
        return true;

        static double Weight(bool written) => written ? 1 + Written : 1;
    }

    // Also in the original text, since cleaning separates scripts by blanks.
    private static bool Touch(FieldText field, int end, int start) =>
        end == start || (start - end == 1 && field.Clean.ToOriginal(end - 1, end).End == field.Clean.ToOriginal(start, start + 1).Start);

    // "L65 x P60 x H110": the marks of a run have different meanings.
    private void Understand(string text, List<Quantity> quantities, int first, int last)
    {
        Quantity[] marked =
        [
            .. quantities[first..(last + 1)].Where(quantity => quantity.Role is { } role && quantity.Header is null
                && role == RoleWords.Key(text[quantity.RolePlace.Start..quantity.RolePlace.End])), // "seat H" is already unambiguous
        ];
        string[] keys = roles.Families.Understand([.. marked.Select(quantity => text[quantity.RolePlace.Start..quantity.RolePlace.End])]);
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked.Length > 1 || !roles.NeedsCompany(marked[i].Role!))
            {
                marked[i].Role = keys[i];
            }
            else
            {
                marked[i].Unmark();
            }
        }
    }

    // The mark of a number is between its neighbours, so it cannot belong to another number.
    private static bool IsTaken(List<Quantity> quantities, int first, int last, RoleMark mark)
    {
        for (int i = first; i <= last; i++)
        {
            if (quantities[i].Role is not null && quantities[i].RolePlace.Start < mark.End && mark.Start < quantities[i].RolePlace.End)
            {
                return true;
            }
        }

        return false;
    }

    private static RoleMark? Before(string text, List<Quantity> quantities, Place[] places, int i) =>
        places[i].Before is { } mark && (i == 0 || mark.Start >= quantities[i - 1].End)
            && !Barrier().IsMatch(text.AsSpan(mark.End, quantities[i].Start - mark.End))
            ? mark : null;

    private static RoleMark? After(string text, List<Quantity> quantities, Place[] places, int i) =>
        places[i].After is { } mark && (i + 1 == quantities.Count || mark.End <= quantities[i + 1].Start)
        && mark.Start >= quantities[i].End && !Barrier().IsMatch(text.AsSpan(quantities[i].End, mark.Start - quantities[i].End))
            ? mark : null;

    private void ReadAlone(string text, List<Quantity> quantities, Place[] places, int i, ref int taken)
    {
        Quantity quantity = quantities[i];
        (RoleMark? before, RoleMark? after) = (Alone(places[i].Before), Alone(places[i].After));
        if (quantity.Role is not null)
        {
            return;
        }

        if (before is { } earlier && earlier.Start < taken)
        {
            before = null;
        }

        bool afterIsNexts = after is { } mark && i + 1 < quantities.Count && BelongsToNext(text, quantity, before, mark, quantities[i + 1]);
        if (!afterIsNexts && before is { } part && after is { } size && roles.PartSize(part.Key, size.Key) is { } whole)
        {
            Take(quantity, size with { Key = whole }, ref taken);
        }
        else if ((afterIsNexts || after is null ? before : after) is { } role)
        {
            Take(quantity, role, ref taken);
        }
    }

    private RoleMark? Alone(RoleMark? mark) => mark is { } found && roles.NeedsCompany(found.Key) ? null : mark;

    // "Width 24 Depth 30", "5 W replaces 50 W": a mark directly before another number belongs to that number if this one has a mark
    // already, or if the other has the same unit and no mark after it.
    private bool BelongsToNext(string text, Quantity quantity, RoleMark? before, RoleMark mark, Quantity next) =>
        next.Start - mark.End is >= 0 and <= 2
        && (before is not null
            || (mark.Start - quantity.End > 0 && mark.End - mark.Start > 2 && next.Unit is not null
                && next.Unit?.Unit == quantity.Unit?.Unit && roles.After(text, next.End) is null));

    private static void Take(Quantity quantity, RoleMark mark, ref int taken)
    {
        quantity.Mark(mark);
        taken = Math.Max(taken, Math.Max(mark.End, quantity.End));
    }

    /// <summary>The marks next to a number, and the start of the words that belong to it ("from 44 to 54 cm").</summary>
    private readonly record struct Place(int Lead, RoleMark? Before, RoleMark? After);

    [GeneratedRegex(@"^\s{0,2}(x|by|\*)\s{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();

    [GeneratedRegex(@"^[\s,;:=/&+x*.()\[\]|·-]*(and)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Joints();

    // The text between a number and the mark of another.
    [GeneratedRegex(@"[,;|/&+*]|(?<![\p{L}])x(?![\p{L}])", RegexOptions.IgnoreCase)]
    private static partial Regex Barrier();
}

namespace EpmRl.Retrieval.Mentions;

/// <summary>A number of a text with its unit, its role and its place among its neighbours.</summary>
internal sealed class Quantity(NumberSpan number, UnitReading? unit)
{
    /// <summary>The number.</summary>
    public NumberSpan Number { get; set; } = number;

    /// <summary>The unit; null when none is written or inherited.</summary>
    public UnitReading? Unit { get; set; } = unit;

    /// <summary>The location of the unit.</summary>
    public UnitCue UnitCue { get; set; } = unit is null ? UnitCue.Assumed : UnitCue.Written;

    /// <summary>The factor of its number: 1000 for "2K".</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether it is the end of an open range.</summary>
    public Bound Bound { get; set; }

    /// <summary>Role word that touches the quantity, as a comparison key; null without one.</summary>
    public string? Role { get; set; }

    /// <summary>The span of the role; the quantity's own span without one.</summary>
    public (int Start, int End) RolePlace { get; set; }

    /// <summary>The header of the role, "W x D x H"; null if the role is at the number.</summary>
    public RoleHeader? Header { get; set; }

    /// <summary>Numbers in its chain; 1 outside chains.</summary>
    public int ChainLength { get; set; } = 1;

    /// <summary>Place in the chain, from 1.</summary>
    public int ChainPlace { get; set; } = 1;

    /// <summary>Rank by size in its chain, from 1 for the largest; 0 outside chains.</summary>
    public int ChainRank { get; set; }

    /// <summary>The roles of its chain in order, <c>?</c> for none; null outside chains.</summary>
    public string? ChainMarks { get; set; }

    /// <summary>Copies the quantity with another number.</summary>
    public Quantity With(NumberSpan number)
    {
        var copy = (Quantity)MemberwiseClone();
        copy.Number = number;
        return copy;
    }

    /// <summary>First character of number and unit.</summary>
    public int Start => Number.Start;

    /// <summary>The character after number and unit.</summary>
    public int End => UnitCue == UnitCue.Written && Unit is { } reading ? Math.Max(reading.End, Number.End) : Number.End;

    /// <summary>The character after number, unit and a role after them.</summary>
    public int ExtentEnd => Role is not null && Header is null && RolePlace.Start >= Start ? Math.Max(End, RolePlace.End) : End;

    /// <summary>First character of the role before the number, or of the number.</summary>
    public int ExtentStart => Role is not null && Header is null && RolePlace.End <= Start ? RolePlace.Start : Start;

    /// <summary>Sets the role and its span.</summary>
    public void Mark(RoleMark mark, RoleHeader? header = null)
    {
        Role = mark.Key;
        RolePlace = (mark.Start, mark.End);
        Header = header;
    }

    /// <summary>Removes the role.</summary>
    public void Unmark()
    {
        Role = null;
        RolePlace = default;
        Header = null;
    }
}

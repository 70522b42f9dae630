namespace EpmRl.Retrieval.Mentions;

/// <summary>What a value of a measurement or number is in figures: one number, or the two ends of a range.</summary>
public sealed record ValueQuantity
{
    /// <summary>The number; null for a range.</summary>
    public double? Number { get; init; }

    /// <summary>The lower end of a range; null for a number.</summary>
    public double? Min { get; init; }

    /// <summary>The upper end of a range; null for a number.</summary>
    public double? Max { get; init; }

    /// <summary>The unit, as the attribute or the label spells it; null for counts.</summary>
    public string? Unit { get; init; }
}

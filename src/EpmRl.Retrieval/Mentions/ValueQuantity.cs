namespace EpmRl.Retrieval.Mentions;

/// <summary>The numeric value of a measurement or number: one number, or the two ends of a range.</summary>
public sealed record ValueQuantity
{
    /// <summary>The number; null for a range.</summary>
    public double? Number { get; init; }

    /// <summary>The lower end of a range; null for a number.</summary>
    public double? Min { get; init; }

    /// <summary>The upper end of a range; null for a number.</summary>
    public double? Max { get; init; }

    /// <summary>The unit as spelled by the attribute or the label; null for counts.</summary>
    public string? Unit { get; init; }
}

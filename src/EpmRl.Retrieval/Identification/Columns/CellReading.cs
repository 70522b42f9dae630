namespace EpmRl.Retrieval.Identification;

/// <summary>A value read from a cell, with its span in the cell's text.</summary>
/// <param name="Id">Id of the value; null for an open one.</param>
/// <param name="Label">Its label.</param>
/// <param name="Start">First UTF-16 unit of its span.</param>
/// <param name="End">The unit after its last.</param>
internal readonly record struct CellValue(string? Id, string Label, int Start, int End);

/// <summary>The result of reading a cell as an attribute.</summary>
/// <param name="Values">Its values, at most as many as the attribute allows; empty if none can be read.</param>
/// <param name="Probability">That they are right, in [0, 1].</param>
internal sealed record CellReading(IReadOnlyList<CellValue> Values, double Probability)
{
    // Fixed, like those of mentions, since no labels exist for columns. Their order matters more than their size.

    /// <summary>The entire cell is a value of the list.</summary>
    public const double Listed = 0.99;

    /// <summary>The entire cell was read.</summary>
    public const double Whole = 0.97;

    /// <summary>The value is not in the list, and only the column supports it.</summary>
    public const double Open = 0.92;

    /// <summary>Most of the cell was read.</summary>
    public const double Most = 0.9;

    /// <summary>Less of the cell was read, or the unit was guessed.</summary>
    public const double Guessed = 0.85;

    /// <summary>Needs a manual check.</summary>
    public const double Doubtful = 0.5;

    /// <summary>The cell says that nothing is known.</summary>
    public static CellReading Nothing { get; } = new([], 0) { IsNothing = true };

    /// <summary>Nothing in the cell can be read as a value.</summary>
    public static CellReading Unreadable { get; } = new([], 0);

    /// <summary>Whether the cell says that nothing is known, which is not an answer.</summary>
    public bool IsNothing { get; private init; }

    /// <summary>Why the value needs a manual check, in a few words; null if it does not.</summary>
    public string? Doubt { get; init; }

    /// <summary>
    /// Whether a unit was assumed, or much of the cell was not read: a confident other value in the text then weighs against it.
    /// </summary>
    public bool IsGuess { get; init; }
}

namespace EpmRl.Retrieval.Identification;

/// <summary>A value that a cell says, with its place in the cell's text.</summary>
/// <param name="Id">Id of the value; null for an open one.</param>
/// <param name="Label">Its label.</param>
/// <param name="Start">First UTF-16 unit of its place.</param>
/// <param name="End">The unit after its last.</param>
internal readonly record struct CellValue(string? Id, string Label, int Start, int End);

/// <summary>What a cell says of an attribute.</summary>
/// <param name="Values">Its values, as many as the attribute may have; empty where nothing in it can be read as one.</param>
/// <param name="Probability">That they are right, in [0, 1].</param>
internal sealed record CellReading(IReadOnlyList<CellValue> Values, double Probability)
{
    // Fixed, as those of mentions are: nobody labelled columns. The order matters more than the figures.

    /// <summary>The cell is a value of the list, as a whole.</summary>
    public const double Listed = 0.99;

    /// <summary>All of the cell was read.</summary>
    public const double Whole = 0.97;

    /// <summary>It is in no list, and nothing but the column speaks for it.</summary>
    public const double Open = 0.92;

    /// <summary>Most of the cell was read.</summary>
    public const double Most = 0.9;

    /// <summary>Less was, or the unit was guessed.</summary>
    public const double Guessed = 0.85;

    /// <summary>A person should look.</summary>
    public const double Doubtful = 0.5;

    /// <summary>The cell says that nothing is known.</summary>
    public static CellReading Nothing { get; } = new([], 0) { IsNothing = true };

    /// <summary>Nothing in the cell can be read as a value.</summary>
    public static CellReading Unreadable { get; } = new([], 0);

    /// <summary>Whether the cell says that nothing is known, which is no answer.</summary>
    public bool IsNothing { get; private init; }

    /// <summary>Why a person should look, in a few words; null where none needs to.</summary>
    public string? Doubt { get; init; }

    /// <summary>
    /// Whether a unit was assumed, or much of the cell was not read: a text that is sure of another value is to be weighed against it.
    /// </summary>
    public bool IsGuess { get; init; }
}

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>How the numbers of an attribute are read from texts and written as labels.</summary>
public sealed record QuantityFormat
{
    /// <summary>Unit of the labels, a spelling of the units pack (<c>cm</c>); null when labels carry their own unit or none.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Units that may be read, as spellings of the units pack; empty for every unit of the dimension of <see cref="Unit"/>.
    /// </summary>
    public IReadOnlyList<string> InputUnits { get; init; } = [];

    /// <summary>Spellings that mean a multiple of <see cref="Unit"/> only for this attribute (<c>K</c> → 1000).</summary>
    public IReadOnlyDictionary<string, double> LocalUnits { get; init; } = NoUnits;

    /// <summary>Unit of a number written without one; null when a number without unit or role word is not read.</summary>
    public string? AssumedUnit { get; init; }

    /// <summary>Decimals of the labels; null when they are as precise as written.</summary>
    public int? Decimals { get; init; }

    /// <summary>The values, in <see cref="Unit"/>, of nearly all products; null if not declared. Others are doubted, not refused.</summary>
    internal UsualRange? Usual { get; init; }

    /// <summary>Which end of a range counts.</summary>
    internal RangeReading Range { get; init; } = RangeReading.Whole;

    /// <summary>True when several counts of a listing add up ("2 ports internal, 4 ports external").</summary>
    public bool Sum { get; init; }

    /// <summary>
    /// Position of the attribute in a chain of numbers without marks: length of the chain → position, from 1 (<c>{2: 1, 3: 1}</c> for a
    /// width where "30 x 24 x 36" lists width first).
    /// </summary>
    public IReadOnlyDictionary<int, int> ChainPlaces { get; init; } = NoPlaces;

    /// <summary>
    /// True when a number belongs to this attribute only where a role word says so: the equivalent wattage of a bulb, the height of a seat.
    /// An unmarked number then belongs to another attribute of the dimension.
    /// </summary>
    public bool RoleRequired { get; init; }

    private static readonly Dictionary<string, double> NoUnits = [];
    private static readonly Dictionary<int, int> NoPlaces = [];
}

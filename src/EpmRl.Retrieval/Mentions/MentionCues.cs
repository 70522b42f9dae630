namespace EpmRl.Retrieval.Mentions;

/// <summary>What speaks for and against reading a value at a place. Facts only: the ranker weighs them.</summary>
internal sealed record MentionCues
{
    /// <summary>How well the attribute is announced there.</summary>
    public RoleCue Role { get; init; }

    /// <summary>The role word itself, as the text writes it; null without one.</summary>
    public string? RoleWord { get; init; }

    /// <summary>How the form of the text fits the value.</summary>
    public FormCue Form { get; init; }

    /// <summary>Numbers in the chain ("24 x 30 x 36" has three); 1 outside chains, 0 where there is no number.</summary>
    public int ChainLength { get; init; }

    /// <summary>Place in the chain, from 1.</summary>
    public int ChainPlace { get; init; }

    /// <summary>
    /// Rank of the number among those of its chain by size, from 1 for the largest; equal numbers share a rank. 0 outside chains and in
    /// very long ones.
    /// </summary>
    public int ChainRank { get; init; }

    /// <summary>
    /// The role words of the chain's numbers in order, joined by x, <c>?</c> where a number has none ("w x ? x h"); null outside chains and
    /// in very long ones.
    /// </summary>
    public string? ChainMarks { get; init; }

    /// <summary>Which end of an open range the quantity is: "up to 5 kg".</summary>
    public Bound Bound { get; init; }

    /// <summary>Whether the digits have another reading, which is a mention at the same place: "1.800" is 1800 or 1.8.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Whether the quantity lies outside what the attribute declares as usual.</summary>
    public bool Unusual { get; init; }

    /// <summary>Whether a unit is written at the number, at its chain, or not at all.</summary>
    public UnitCue Unit { get; init; }

    /// <summary>
    /// Attributes of the category that could read the same quantity and are not announced elsewhere in the listing: with none left, an
    /// unmarked number has one reading.
    /// </summary>
    public int Rivals { get; init; }

    /// <summary>How many other attributes of the category list the value that they read at the very place.</summary>
    public int ListedElsewhere { get; init; }

    /// <summary>What the form of a code says of it.</summary>
    public CodeCue Code { get; init; }

    /// <summary>Letters and digits that the value was read from.</summary>
    public int Length { get; init; }

    /// <summary>Order among the mentions of the attribute in the field, from 0.</summary>
    public int Order { get; init; }

    /// <summary>How the words around it say that it is meant.</summary>
    public MentionContext Context { get; init; }
}

/// <summary>How a role word relates to a mention.</summary>
internal enum RoleCue
{
    /// <summary>No role word is near.</summary>
    None,

    /// <summary>A role word of this attribute touches it (<c>24"W</c>, <c>Color: Black</c>).</summary>
    Own,

    /// <summary>A role word of this attribute is a few words off (<c>8MB L3 cache</c>).</summary>
    Near,

    /// <summary>A role word of another attribute touches it.</summary>
    Other,
}

/// <summary>How the form of the text fits the value.</summary>
internal enum FormCue
{
    /// <summary>The text is the label, the alias or the code as the list writes it, case included.</summary>
    Exact,

    /// <summary>It is so but for case, accents or marks.</summary>
    Folded,

    /// <summary>It was put together over gaps, or cut out of a longer word.</summary>
    Joined,

    /// <summary>It comes from a value pack's synonym.</summary>
    Synonym,

    /// <summary>The value is in no list; its form fits the attribute's kind.</summary>
    Open,

    /// <summary>
    /// The value is in no list, and its form is that of any number: digits alone. A role word, or what was learned from labels, must
    /// speak for it.
    /// </summary>
    Plain,
}

/// <summary>Where the unit of a quantity is.</summary>
internal enum UnitCue
{
    /// <summary>No unit: the attribute's assumed unit was taken, or it needs none.</summary>
    Assumed,

    /// <summary>The unit is elsewhere in the chain.</summary>
    Inherited,

    /// <summary>The unit is at the number.</summary>
    Written,
}

/// <summary>What the form of a code says of it.</summary>
internal enum CodeCue
{
    /// <summary>Nothing: no code, one of the list, or a form that says little.</summary>
    None,

    /// <summary>Letters and digits, long and mixed as only codes are: <c>LH4282SB-B1</c>.</summary>
    Typical,

    /// <summary>Groups of digits: <c>734-000118</c>.</summary>
    Digits,

    /// <summary>A label that is not the attribute's is before it: <c>lot no. 4471</c>.</summary>
    Foreign,

    /// <summary>It is one of several codes of one form in a row, as those of other products are: <c>for C7020, C7025</c>.</summary>
    InRow,

    /// <summary>A GTIN with a wrong check digit.</summary>
    WrongCheckDigit,

    /// <summary>A GTIN of a range that shops number by themselves.</summary>
    Restricted,
}

namespace EpmRl.Retrieval.Mentions;

/// <summary>The evidence for and against a mention. Facts only: the ranker weighs them.</summary>
internal sealed record MentionCues
{
    /// <summary>How a role word relates to the mention.</summary>
    public RoleCue Role { get; init; }

    /// <summary>The role word as written in the text; null without one.</summary>
    public string? RoleWord { get; init; }

    /// <summary>How the form of the text fits the value.</summary>
    public FormCue Form { get; init; }

    /// <summary>Numbers in the chain ("24 x 30 x 36" has three); 1 outside chains, 0 where there is no number.</summary>
    public int ChainLength { get; init; }

    /// <summary>Place in the chain, from 1.</summary>
    public int ChainPlace { get; init; }

    /// <summary>
    /// Rank by size of the number in its chain, from 1 for the largest; equal numbers share a rank. 0 outside chains and in very long ones.
    /// </summary>
    public int ChainRank { get; init; }

    /// <summary>
    /// The role words of the chain's numbers in order, joined by x, <c>?</c> for a number without one ("w x ? x h"); null outside chains
    /// and in very long ones.
    /// </summary>
    public string? ChainMarks { get; init; }

    /// <summary>Which end of an open range the quantity is: "up to 5 kg".</summary>
    public Bound Bound { get; init; }

    /// <summary>Whether the digits have another reading, which is a mention at the same span: "1.800" is 1800 or 1.8.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Whether the quantity is outside the attribute's declared usual range.</summary>
    public bool Unusual { get; init; }

    /// <summary>Whether a unit is written at the number, elsewhere in its chain, or not at all.</summary>
    public UnitCue Unit { get; init; }

    /// <summary>
    /// Number of attributes of the category that could read the same quantity and are not announced elsewhere in the listing: with 0, an
    /// unmarked number has one reading.
    /// </summary>
    public int Rivals { get; init; }

    /// <summary>Number of other attributes of the category that read a listed value at the same span.</summary>
    public int ListedElsewhere { get; init; }

    /// <summary>The evidence of a code's form.</summary>
    public CodeCue Code { get; init; }

    /// <summary>Number of letters and digits that the value was read from.</summary>
    public int Length { get; init; }

    /// <summary>Order among the mentions of the attribute in the field, from 0.</summary>
    public int Order { get; init; }

    /// <summary>Its meaning according to the words around it.</summary>
    public MentionContext Context { get; init; }

    /// <summary>
    /// The probability, in (0, 1), that this place states the product's value of the attribute, by a trained reader; null without one.
    /// </summary>
    public double? Stated { get; init; }
}

/// <summary>How a role word relates to a mention.</summary>
internal enum RoleCue
{
    /// <summary>No role word is near.</summary>
    None,

    /// <summary>A role word of this attribute touches it (<c>24"W</c>, <c>Color: Black</c>).</summary>
    Own,

    /// <summary>A role word of this attribute is a few words away (<c>8MB L3 cache</c>).</summary>
    Near,

    /// <summary>A role word of another attribute touches it.</summary>
    Other,
}

/// <summary>How the form of the text fits the value.</summary>
internal enum FormCue
{
    /// <summary>The text is the label, alias or code exactly as listed, including case.</summary>
    Exact,

    /// <summary>The same except for case, accents or marks.</summary>
    Folded,

    /// <summary>Joined over gaps, or cut out of a longer word.</summary>
    Joined,

    /// <summary>A synonym from a value pack.</summary>
    Synonym,

    /// <summary>The value is not in the list; its form fits the attribute's kind.</summary>
    Open,

    /// <summary>
    /// The value is not in the list, and its form is that of any number: digits only. Needs the support of a role word or a trained model.
    /// </summary>
    Plain,
}

/// <summary>The location of a quantity's unit.</summary>
internal enum UnitCue
{
    /// <summary>No unit: the attribute's assumed unit was used, or it needs none.</summary>
    Assumed,

    /// <summary>The unit is elsewhere in the chain.</summary>
    Inherited,

    /// <summary>The unit is at the number.</summary>
    Written,
}

/// <summary>The evidence of a code's form.</summary>
internal enum CodeCue
{
    /// <summary>No evidence: not a code, a listed code, or an unspecific form.</summary>
    None,

    /// <summary>Letters and digits, long and mixed like only codes: <c>LH4282SB-B1</c>.</summary>
    Typical,

    /// <summary>Groups of digits: <c>734-000118</c>.</summary>
    Digits,

    /// <summary>A label that is not the attribute's is before it: <c>lot no. 4471</c>.</summary>
    Foreign,

    /// <summary>One of several codes of the same form in a row, as for other products: <c>for C7020, C7025</c>.</summary>
    InRow,

    /// <summary>A GTIN with a wrong check digit.</summary>
    WrongCheckDigit,

    /// <summary>A GTIN of a range that shops assign internally.</summary>
    Restricted,
}

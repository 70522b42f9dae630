namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The meaning of a cue phrase for the adjacent words.</summary>
[Flags]
internal enum CueKind : long
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>What follows is absent: <c>without</c>, <c>no</c>, <c>ohne</c>.</summary>
    Without = 1,

    /// <summary>What precedes is absent: <c>not included</c>, <c>free</c>, <c>なし</c>.</summary>
    Excluded = 1 << 1,

    /// <summary>A word ending that negates its beginning: <c>less</c>, <c>frei</c>.</summary>
    Lacking = 1 << 2,

    /// <summary>Two words that exclude each other, with a slash between: <c>wireless / wired</c>. Negating one asserts the other.</summary>
    Opposite = 1 << 26,

    /// <summary>Yes, after a label: <c>yes</c>, <c>ja</c>.</summary>
    Yes = 1 << 3,

    /// <summary>No, after a label: <c>no</c>, <c>nein</c>.</summary>
    No = 1 << 4,

    /// <summary>What follows is imitated: <c>faux</c>, <c>imitation</c>.</summary>
    Imitating = 1 << 5,

    /// <summary>What precedes is imitated, or only a surface: <c>look</c>, <c>plated</c>, <c>調</c>.</summary>
    Imitated = 1 << 6,

    /// <summary>What precedes is a thin layer, not the material or colour of the product: <c>plated</c>, <c>clad</c>.</summary>
    Coated = 1 << 27,

    /// <summary>What follows is something else that the product fits, replaces or is compared with: <c>fits</c>, <c>than</c>.</summary>
    Elsewhere = 1 << 7,

    /// <summary>What precedes is something else that the product fits: <c>compatible</c>, <c>対応</c>.</summary>
    Suiting = 1 << 8,

    /// <summary>What follows is what or whom the product is for; weaker than <see cref="Elsewhere"/>: <c>for</c>, <c>para</c>.</summary>
    For = 1 << 9,

    /// <summary>What follows are values to choose from: <c>available in</c>.</summary>
    Offering = 1 << 10,

    /// <summary>What precedes are values to choose from: <c>to choose</c>.</summary>
    Offered = 1 << 11,

    /// <summary>Words that may occur between a cue and its scope: <c>any</c>, <c>built-in</c>, <c>is</c>.</summary>
    Filler = 1 << 12,

    /// <summary>Joins alternatives, and extends a cue's scope: <c>or</c>.</summary>
    Or = 1 << 13,

    /// <summary>Extends a cue's scope: <c>and</c>.</summary>
    And = 1 << 14,

    /// <summary>Ends a cue's scope: <c>but</c>, <c>with</c>.</summary>
    Contrast = 1 << 15,

    /// <summary>Joins a thing and its material: <c>of</c>, <c>aus</c>.</summary>
    Of = 1 << 16,

    /// <summary>
    /// A part, an accessory or the packaging, whose colour and material are not the product's: <c>cable</c>, <c>lining</c>.
    /// </summary>
    Part = 1 << 17,

    /// <summary>The same for languages where adjectives follow the noun: <c>custodia nera</c>.</summary>
    PartBefore = 1 << 24,

    /// <summary>Joins the ends of a range: <c>to</c>, <c>bis</c>.</summary>
    To = 1 << 25,

    /// <summary>An included part or accessory follows; the text after it describes the product again: <c>with</c> (a lid, 28 cm).</summary>
    With = 1 << 28,

    /// <summary>A noun not described by product values: <c>edition</c>, <c>warranty</c>.</summary>
    Abstract = 1 << 18,

    /// <summary>A noun that words of value packs, such as colours, describe only in another sense: <c>sound</c>.</summary>
    Figurative = 1 << 19,

    /// <summary>A phrase that contains listed words in another sense: <c>mint condition</c>.</summary>
    Idiom = 1 << 20,

    /// <summary>A maker or shop follows: <c>by</c>.</summary>
    By = 1 << 21,

    /// <summary>The name of a maker or shop ends: <c>Ltd</c>, <c>GmbH</c>.</summary>
    Company = 1 << 22,

    /// <summary>
    /// The clause from here on is about another product, model or time: <c>the previous model</c>, <c>also available</c>.
    /// </summary>
    Another = 1L << 29,

    /// <summary>The clause up to here is: <c>is sold separately</c>, <c>only in the Pro version</c>.</summary>
    AnotherEnd = 1L << 30,

    /// <summary>
    /// Something that comes along follows; what describes it does not describe the product: <c>comes with</c> (a black bag).
    /// </summary>
    Bundled = 1L << 31,

    /// <summary>After a word of the title, another model of the same name: <c>Plus</c>, <c>Pro</c>.</summary>
    Variant = 1L << 32,

    /// <summary>The product's body or surface: what describes it describes the product, also after "with".</summary>
    Whole = 1L << 33,

    /// <summary>The sentence is a standard text unrelated to the product: <c>void the warranty</c>.</summary>
    Boilerplate = 1 << 23,
}

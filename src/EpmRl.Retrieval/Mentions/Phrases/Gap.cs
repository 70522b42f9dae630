namespace EpmRl.Retrieval.Mentions;

/// <summary>The text between two words.</summary>
internal enum Gap
{
    /// <summary>A blank, or nothing.</summary>
    Blank,

    /// <summary>A hyphen without blanks, or an apostrophe.</summary>
    Hyphen,

    /// <summary>A slash.</summary>
    Slash,

    /// <summary>An ampersand or plus.</summary>
    Plus,

    /// <summary>A comma.</summary>
    Comma,

    /// <summary>A colon or equals sign, after a label.</summary>
    Colon,

    /// <summary>A dash between blanks.</summary>
    Dash,

    /// <summary>A bracket.</summary>
    Bracket,

    /// <summary>The end of a sentence or of a part that is set off.</summary>
    Stop,
}

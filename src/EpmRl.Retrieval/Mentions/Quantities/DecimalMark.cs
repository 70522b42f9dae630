namespace EpmRl.Retrieval.Mentions;

/// <summary>The decimal mark of a text; the other mark groups thousands.</summary>
internal enum DecimalMark
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>1,234.5</summary>
    Point,

    /// <summary>1.234,5</summary>
    Comma,
}

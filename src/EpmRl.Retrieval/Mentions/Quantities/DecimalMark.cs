namespace EpmRl.Retrieval.Mentions;

/// <summary>The mark that a text writes before decimals; the other one groups its thousands.</summary>
internal enum DecimalMark
{
    /// <summary>Nothing says which.</summary>
    Unknown,

    /// <summary>1,234.5</summary>
    Point,

    /// <summary>1.234,5</summary>
    Comma,
}

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>How the codes of an attribute are read from texts and written as labels.</summary>
public sealed record IdentifierFormat
{
    /// <summary>True for GTIN, UPC, EAN and ISBN-13 numbers: 8, 12, 13 or 14 digits with a valid check digit.</summary>
    public bool Gtin { get; init; }

    /// <summary>First digit or letter of the code, counted from 1, that the label keeps; 1 for the entire code.</summary>
    /// <remarks>Of a GTIN longer than 12 digits the leading zeros are dropped first, down to the 12 digits of a UPC.</remarks>
    public int From { get; init; } = 1;

    /// <summary>Last digit or letter that the label keeps; null for the entire code.</summary>
    public int? To { get; init; }

    /// <summary>True when labels keep the marks of the text (<c>157305-B21</c>); false when only letters and digits remain.</summary>
    public bool KeepMarks { get; init; }

    /// <summary>Fewest letters and digits of a code that is not in the list.</summary>
    public int MinLength { get; init; } = 4;
}

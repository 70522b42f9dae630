namespace EpmRl.Retrieval.Matching;

/// <summary>What makes a pair a candidate.</summary>
[Flags]
internal enum CandidateSources
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Neighbours of the encoder's vectors.</summary>
    Dense = 1,

    /// <summary>Neighbours by the character n-grams of their titles.</summary>
    Characters = 2,

    /// <summary>The same GTIN.</summary>
    Gtin = 4,

    /// <summary>The same manufacturer's part number or model number.</summary>
    Model = 8,

    /// <summary>Neighbours by the words of their titles.</summary>
    Words = 16,
}

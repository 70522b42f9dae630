namespace EpmRl.Retrieval.Matching;

/// <summary>What a token is written with.</summary>
internal enum TokenForm
{
    /// <summary>Letters alone.</summary>
    Letters,

    /// <summary>Digits alone.</summary>
    Digits,

    /// <summary>Letters and digits.</summary>
    Mixed,
}

namespace EpmRl.Retrieval.Identification;

/// <summary>How to treat a value that is not mentioned but scores high enough.</summary>
internal enum ImpliedTrust
{
    /// <summary>Answer nothing.</summary>
    Refuse,

    /// <summary>Answer it for review.</summary>
    Review,

    /// <summary>Answer it like a mentioned value.</summary>
    Accept,
}

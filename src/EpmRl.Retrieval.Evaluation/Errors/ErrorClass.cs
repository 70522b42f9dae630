namespace EpmRl.Retrieval.Evaluation;

/// <summary>Classes of wrong answers, as far as the pair itself shows them. The first that applies counts.</summary>
internal enum ErrorClass
{
    /// <summary>Another listing with the same text has other labels: one of the two is wrong, and no engine can give both.</summary>
    ContradictedLabel,

    /// <summary>The answer equals a right label except for case, accents, spaces and marks.</summary>
    SpellingOfLabel,

    /// <summary>The taxonomy does not have the attribute.</summary>
    UnknownAttribute,

    /// <summary>The answer is right for another attribute of the listing, such as a width taken for a depth.</summary>
    OtherAttribute,

    /// <summary>A right value was among the candidates, but ranked below another.</summary>
    WrongCandidate,

    /// <summary>The best candidate was right, but its score was too low to be answered.</summary>
    HeldBack,

    /// <summary>There is no value, but one was read from the text.</summary>
    InventedFromText,

    /// <summary>There is no value, but one was answered by meaning alone.</summary>
    InventedByMeaning,

    /// <summary>A right label is in the text but was not a candidate.</summary>
    ExplicitNotFound,

    /// <summary>No right label is in the text, and none was a candidate.</summary>
    ImplicitNotFound,
}

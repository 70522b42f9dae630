namespace EpmRl.Retrieval.Evaluation;

/// <summary>What kind of wrong answer a pair is, as far as the pair itself tells. The first that holds counts.</summary>
internal enum ErrorClass
{
    /// <summary>Another listing of the same text has other labels: one of the two is wrong, and no engine can give both.</summary>
    ContradictedLabel,

    /// <summary>The answer is a right label but for case, accents, spaces and marks.</summary>
    SpellingOfLabel,

    /// <summary>The taxonomy does not have the attribute.</summary>
    UnknownAttribute,

    /// <summary>The answer is right for another attribute of the listing: a width taken for a depth.</summary>
    OtherAttribute,

    /// <summary>A right value was among the candidates, behind another.</summary>
    WrongCandidate,

    /// <summary>The best candidate was right, and too unsure to be answered.</summary>
    HeldBack,

    /// <summary>There is no value, and one was read in the text.</summary>
    InventedFromText,

    /// <summary>There is no value, and one was answered by meaning alone.</summary>
    InventedByMeaning,

    /// <summary>A right label stands in the text and was no candidate.</summary>
    ExplicitNotFound,

    /// <summary>No right label stands in the text, and none was a candidate.</summary>
    ImplicitNotFound,
}

namespace EpmRl.Retrieval.Matching;

/// <summary>Why a pair has no trace of a source.</summary>
internal enum TraceRefusal
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>The engine is sure of a conflict, and the label says "same".</summary>
    Contradicted,

    /// <summary>Nothing that can be quoted supports the label.</summary>
    Silent,

    /// <summary>The answer does not follow its form.</summary>
    Malformed,

    /// <summary>A quote does not occur in its listing as shown.</summary>
    Invented,

    /// <summary>The verdict is not the label's.</summary>
    WrongVerdict,

    /// <summary>The verdict does not follow from the claims.</summary>
    Inconsistent,
}

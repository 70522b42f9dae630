namespace EpmRl.Retrieval.Evaluation;

/// <summary>How an answer stands to the gold labels of its (listing, attribute) pair.</summary>
internal enum PairOutcome
{
    /// <summary>A right value: one true positive.</summary>
    Right,

    /// <summary>Another value than the right ones: one false positive and one false negative.</summary>
    Wrong,

    /// <summary>A value where there is none: one false positive.</summary>
    Invented,

    /// <summary>No value where there is one: one false negative.</summary>
    Missed,

    /// <summary>No value, and there is none: not counted.</summary>
    RightlyNone,
}

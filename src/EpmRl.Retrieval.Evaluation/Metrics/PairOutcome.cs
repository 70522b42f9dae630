namespace EpmRl.Retrieval.Evaluation;

/// <summary>The outcome of an answer compared with the gold labels of its (listing, attribute) pair.</summary>
internal enum PairOutcome
{
    /// <summary>A right value: one true positive.</summary>
    Right,

    /// <summary>A value other than the right ones: one false positive and one false negative.</summary>
    Wrong,

    /// <summary>A value where none exists: one false positive.</summary>
    Invented,

    /// <summary>No value where one exists: one false negative.</summary>
    Missed,

    /// <summary>No value where none exists: not counted.</summary>
    RightlyNone,
}

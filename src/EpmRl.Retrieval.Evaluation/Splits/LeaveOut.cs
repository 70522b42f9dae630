namespace EpmRl.Retrieval.Evaluation;

/// <summary>What is unknown in training although it is asked about.</summary>
internal enum LeaveOut
{
    /// <summary>Nothing beyond the split.</summary>
    Nothing,

    /// <summary>Each category in turn: its listings are answered by an engine that knows listings of the other categories alone.</summary>
    Category,

    /// <summary>Each attribute in turn, by name: an engine answers it that knows no label of it.</summary>
    Attribute,
}

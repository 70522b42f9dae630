namespace EpmRl.Retrieval.Evaluation;

/// <summary>What is unknown in training although it is asked about.</summary>
internal enum LeaveOut
{
    /// <summary>Nothing beyond the split.</summary>
    Nothing,

    /// <summary>Each category in turn: an engine that knows only listings of the other categories answers its listings.</summary>
    Category,

    /// <summary>Each attribute in turn, by name: an engine that knows no label of it answers it.</summary>
    Attribute,
}

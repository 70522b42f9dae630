namespace EpmRl.Retrieval.TestKit.Qdrant;

/// <summary>The kinds of faults.</summary>
internal enum FaultKind
{
    None,
    CutBefore,
    CutAfter,
    HalfAnswer,
    Stall,
    Answer,
}

namespace EpmRl.Retrieval.Matching;

/// <summary>Two listings as a pair encoder reads them.</summary>
/// <param name="A">The first listing.</param>
/// <param name="B">The second.</param>
internal sealed record MarkedPair(MarkedText A, MarkedText B);

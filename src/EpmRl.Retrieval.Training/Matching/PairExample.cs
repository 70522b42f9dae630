using EpmRl.Retrieval.Matching;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>A labelled pair as a pair encoder learns it.</summary>
/// <param name="Texts">The two listings.</param>
/// <param name="IsSame">Whether they are one product.</param>
/// <param name="Weight">How much it counts.</param>
internal sealed record PairExample(MarkedPair Texts, bool IsSame, float Weight);

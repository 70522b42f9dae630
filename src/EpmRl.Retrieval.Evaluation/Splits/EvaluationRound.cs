using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Evaluation;

/// <summary>One part of an evaluation: listings that an engine has learned from, and listings it is then asked about.</summary>
/// <param name="Known">The listings whose labels are known; empty if nothing is learned.</param>
/// <param name="Asked">Positions in the data set of the listings that are asked about, from 0.</param>
/// <param name="Attribute">Name of the only attribute that is scored; null for all.</param>
internal sealed record EvaluationRound(IReadOnlyList<LabelledListing> Known, IReadOnlyList<int> Asked, string? Attribute = null);

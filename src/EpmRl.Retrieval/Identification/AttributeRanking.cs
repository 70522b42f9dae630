using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Identification;

/// <summary>The candidates of one attribute of a listing.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Candidates">Its candidates, best first.</param>
internal sealed record AttributeRanking(AttributeDefinition Attribute, List<Candidate> Candidates);

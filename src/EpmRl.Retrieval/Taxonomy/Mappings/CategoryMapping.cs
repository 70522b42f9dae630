namespace EpmRl.Retrieval.Taxonomy;

/// <summary>What corresponds to a category in another taxonomy.</summary>
/// <param name="From">Id of the category.</param>
/// <param name="To">Ids in the other taxonomy: one, or several narrower ones.</param>
/// <param name="Relation">How they stand to each other.</param>
/// <param name="ReviewedBy">Who looked at it; null for a suggestion that nobody accepted yet.</param>
/// <param name="Score">For a suggestion: the cosine that it rests on; null for others.</param>
/// <param name="Line">Its line in the file, from 1; 0 when it is of no file.</param>
public sealed record CategoryMapping(string From, IReadOnlyList<string> To, MappingRelation Relation, string? ReviewedBy = null, double? Score = null, int Line = 0);

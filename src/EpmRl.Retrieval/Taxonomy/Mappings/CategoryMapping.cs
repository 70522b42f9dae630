namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The counterpart of a category in another taxonomy.</summary>
/// <param name="From">Id of the category.</param>
/// <param name="To">Ids in the other taxonomy: one, or several narrower ones.</param>
/// <param name="Relation">Their relation.</param>
/// <param name="ReviewedBy">The reviewer; null for a suggestion not accepted yet.</param>
/// <param name="Score">For a suggestion: its cosine; null for others.</param>
/// <param name="Line">Its line in the file, from 1; 0 when it is not from a file.</param>
internal sealed record CategoryMapping(
    string From, IReadOnlyList<string> To, MappingRelation Relation, string? ReviewedBy = null, double? Score = null, int Line = 0);

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>The author of a change, and the reason.</summary>
/// <param name="Who">A person or program.</param>
/// <param name="Why">A sentence.</param>
internal sealed record Authorship(string Who, string Why);

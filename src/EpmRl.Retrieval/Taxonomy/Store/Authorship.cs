namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Who changes a taxonomy, and why.</summary>
/// <param name="Who">A person or program.</param>
/// <param name="Why">A sentence.</param>
public sealed record Authorship(string Who, string Why);

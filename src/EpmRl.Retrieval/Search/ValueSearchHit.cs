namespace EpmRl.Retrieval.Search;

/// <summary>A value that a search found, and why.</summary>
/// <param name="CategoryId">The category in which it was found: the nearest one, or the first that has the attribute.</param>
/// <param name="AttributeId">The attribute.</param>
/// <param name="ValueId">Id of the value within its attribute.</param>
/// <param name="Match">How it was found.</param>
/// <param name="MatchedText">The label or alias that was matched; null for <see cref="ValueMatch.Vector"/>.</param>
/// <param name="Score">
/// In [0, 1], larger is better: 1 for the label itself, 0.99 for an alias, 0.9 and up to 0.98 for the beginning of one (the more of it,
/// the higher), and 0.9 times the cosine for meaning alone.
/// </param>
/// <param name="Cosine">Cosine of query and value, in [-1, 1]; null where the value is not among the nearest.</param>
public sealed record ValueSearchHit(
    string CategoryId, string AttributeId, string ValueId, ValueMatch Match, string? MatchedText, double Score, float? Cosine);

/// <summary>How a search found a value, best first.</summary>
public enum ValueMatch
{
    /// <summary>The query is the value's label.</summary>
    Exact,

    /// <summary>The query is an alias of the value, a word that a value pack has for it, or its label in some language.</summary>
    Alias,

    /// <summary>A label or alias begins with the query.</summary>
    Prefix,

    /// <summary>The value's vector is near the query's.</summary>
    Vector,
}

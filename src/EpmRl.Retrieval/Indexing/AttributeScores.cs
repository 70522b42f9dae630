namespace EpmRl.Retrieval.Indexing;

/// <summary>The scores of one attribute's values for an item.</summary>
/// <param name="AttributeId">The attribute.</param>
/// <param name="NullScore">Cosine of the item and the attribute's null value, in [-1, 1]: the item's own threshold.</param>
/// <param name="Values">The best values, best first, ties by id. A value with several prompts has its best prompt's score.</param>
public sealed record AttributeScores(string AttributeId, float NullScore, IReadOnlyList<ScoredValue> Values);

/// <summary>A value and its score.</summary>
/// <param name="ValueId">Id of the value within its attribute.</param>
/// <param name="Score">Cosine in [-1, 1].</param>
public readonly record struct ScoredValue(string ValueId, float Score);

/// <summary>A category and its score.</summary>
/// <param name="CategoryId">The category.</param>
/// <param name="Score">Cosine in [-1, 1].</param>
public readonly record struct CategoryScore(string CategoryId, float Score);

/// <summary>A value that a search found.</summary>
/// <param name="CategoryId">The category in whose prompt the value scored best.</param>
/// <param name="AttributeId">The attribute.</param>
/// <param name="ValueId">Id of the value within its attribute.</param>
/// <param name="Score">Cosine in [-1, 1].</param>
public readonly record struct ValueHit(string CategoryId, string AttributeId, string ValueId, float Score);

namespace EpmRl.Retrieval.Evaluation;

/// <summary>A query with its expected values.</summary>
/// <param name="Text">Text as a user types it.</param>
/// <param name="Kind">The difficulty (<c>synonym</c>, <c>spelling</c>); empty when the file does not give it.</param>
/// <param name="Expected">The right values; at least one.</param>
/// <param name="Line">Line of the file, from 1.</param>
internal sealed record SearchQuery(string Text, string Kind, IReadOnlyList<ExpectedValue> Expected, int Line);

/// <summary>A value that a query should find.</summary>
/// <param name="AttributeId">Id of the attribute.</param>
/// <param name="ValueId">Id of the value within it.</param>
internal readonly record struct ExpectedValue(string AttributeId, string ValueId)
{
    /// <summary><c>attribute/value</c>.</summary>
    public override string ToString() => $"{AttributeId}/{ValueId}";
}

namespace EpmRl.Retrieval.Matching;

/// <summary>A field of a product record.</summary>
/// <param name="Name">The field: <c>title</c>, <c>brand</c>, <c>price</c> … or the name of an attribute.</param>
/// <param name="Value">Its value, as the listing states it.</param>
/// <param name="From">The listing that the value is from.</param>
/// <param name="Rule">Why this value.</param>
/// <param name="Agreeing">How many listings state the same.</param>
/// <param name="Stating">How many state any.</param>
/// <param name="IsAttribute">Whether it is an attribute, not one of the fixed fields.</param>
internal sealed record RecordField(
    string Name, string Value, string From, SurvivorRule Rule, int Agreeing, int Stating, bool IsAttribute = false);

using System.Text.Json.Serialization;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>One difference between two taxonomies.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="What">The part: <c>taxonomy</c>, <c>pack</c>, <c>category</c>, <c>attribute</c> or <c>value</c>.</param>
/// <param name="Id">Its id; for values <c>attribute/value</c>.</param>
/// <param name="Name">Its name or label after the change, or before it if removed.</param>
/// <param name="Detail">
/// For <see cref="ChangeKind.Changed"/>: the key that changed; for attached and detached: the attribute's id. Null for the others.
/// </param>
/// <param name="Before">The old text; null for none.</param>
/// <param name="After">The new text: the new name, or the ids of successors; null for none.</param>
internal sealed record TaxonomyChange(
    [property: JsonPropertyName("change")] ChangeKind Kind, string What, string Id, string Name, string? Detail = null,
    string? Before = null, string? After = null);

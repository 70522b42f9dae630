namespace EpmRl.Retrieval.Taxonomy;

/// <summary>An importer's result, before kinds are inferred and a schema is applied.</summary>
/// <param name="Name">Name for the taxonomy, where neither the schema nor the caller gives one.</param>
/// <param name="Categories">The tree.</param>
/// <param name="Attributes">Every attribute, its values included.</param>
internal sealed record ImportSource(string Name, IReadOnlyList<CategoryDraft> Categories, IReadOnlyList<AttributeDraft> Attributes);

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>A kind of attribute: a row of <see cref="AttributeKinds"/>.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Word">The word for it in files.</param>
/// <param name="Meaning">The values, for the reference.</param>
/// <param name="Settings">The settings that only attributes of some kinds have, this one among them; null for none.</param>
internal sealed record AttributeKindRow(AttributeKind Kind, string Word, string Meaning, SettingGroup? Settings = null);
